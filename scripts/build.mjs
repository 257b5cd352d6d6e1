// @ts-check
// The production build in out/, made anew only when something that goes into it has changed.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { programOf, run } from './command.mjs'
import { codeOf, SetupError, withProgress } from './say.mjs'

/** @typedef {import('./command.mjs').Context} Context */

const INPUTS = /^(electron\.vite\.config\.ts|package\.json|package-lock\.json|tsconfig.*\.json)$/

/**
 * Says in a few letters what the build is made from.
 * @param {string} root the project's directory
 * @returns {Promise<string>} changes when a file in src/ or of the build's configuration does, or
 *   is renamed
 */
export async function fingerprint(root) {
  const sources = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true })
  const files = [
    ...(await readdir(root)).filter((name) => INPUTS.test(name)),
    ...sources
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  ]
  const hash = createHash('sha256')
  for (const file of files.map((name) => name.split(sep).join('/')).sort()) {
    const content = await readFile(join(root, file))
    hash.update(`${file}\n${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}

/**
 * Whether a build can be used as it is.
 * @param {{stamp: string | undefined, wanted: string, whole: boolean}} build the fingerprint it was
 *   made from and today's; whether its entry file is there
 * @returns {boolean}
 */
export function isCurrent({ stamp, wanted, whole }) {
  return whole && stamp === wanted
}

/**
 * Builds the app when the build is not current.
 * @param {Context} context
 * @returns {Promise<boolean>} whether it was built
 * @throws {SetupError} when the build fails, with the end of what it printed
 */
export async function buildIfStale({ root, env, signal, say }) {
  const out = join(root, 'out')
  const stampFile = join(out, '.stamp')
  const { main } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const stamp = await readFile(stampFile, 'utf8').catch((error) => {
    if (codeOf(error) !== 'ENOENT') throw error
    return undefined
  })
  const wanted = await fingerprint(root)
  if (isCurrent({ stamp, wanted, whole: existsSync(join(root, main)) })) return false

  // A build that fails half-way must not be taken for the one before it, should the change be taken
  // back.
  await rm(stampFile, { force: true })
  const options = { signal, cwd: root, env: { ...env, NODE_ENV: 'production' } }
  const { code, output } = await withProgress(say, 'The app: building', () =>
    run(process.execPath, [programOf(root, 'electron-vite', 'electron-vite'), 'build'], options),
  )
  if (code !== 0)
    throw new SetupError('The app could not be built (the reason is above).', {
      details: output.trim(),
    })
  await mkdir(out, { recursive: true })
  const half = `${stampFile}.${process.pid}`
  await writeFile(half, wanted)
  await rename(half, stampFile)
  return true
}
