// @ts-check
// The npm packages: installed exactly as the lock file says, and again only when it has changed.
import { createHash } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { npmCommand, run } from './command.mjs'
import { codeOf, SetupError, withProgress } from './say.mjs'

/** @typedef {import('./command.mjs').Context} Context */
/** @typedef {{version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[]}} Locked */

/**
 * What is written into node_modules once it is whole.
 * @param {string} lock the lock file's text
 * @param {string} machine platform and architecture: a checkout may be shared between two
 * @returns {string}
 */
export function stampOf(lock, machine) {
  return `${createHash('sha256').update(lock).digest('hex')} ${machine}\n`
}

/**
 * @param {string} lock
 * @returns {Map<string, Locked>} by path in the project
 */
function lockedPackages(lock) {
  return new Map(
    Object.entries(
      /** @type {{packages?: Record<string, Locked>}} */ (JSON.parse(lock)).packages ?? {},
    ),
  )
}

/**
 * Whether somebody's own `npm ci` or `npm install` has left what the lock file says. npm writes
 * down what it installed, as the last thing it does.
 * @param {string} lock the lock file's text
 * @param {string} installed the text of node_modules/.package-lock.json
 * @param {{platform: string, arch: string}} machine
 * @returns {boolean}
 */
export function matchesLock(lock, installed, { platform, arch }) {
  const wanted = lockedPackages(lock)
  wanted.delete('')
  const found = lockedPackages(installed)
  for (const [path, { version, integrity, os, cpu }] of found) {
    const asked = wanted.get(path)
    if (asked?.version !== version || asked?.integrity !== integrity) return false
    if ((os && !os.includes(platform)) || (cpu && !cpu.includes(arch))) return false
  }
  return Array.from(wanted).every(([path, { optional }]) => optional || found.has(path))
}

/**
 * What to do about the packages.
 * @param {{lock: string, stamp?: string | undefined, installed?: string | undefined}} texts of the
 *   lock file, of our stamp, of npm's own record
 * @param {{platform: string, arch: string}} machine
 * @returns {'nothing' | 'stamp' | 'install'} `stamp`: they are there, and only our mark is missing
 */
export function packagesNeed({ lock, stamp, installed }, machine) {
  if (stamp === stampOf(lock, `${machine.platform}-${machine.arch}`)) return 'nothing'
  return installed !== undefined && matchesLock(lock, installed, machine) ? 'stamp' : 'install'
}

/**
 * @param {string} path
 * @returns {Promise<string | undefined>} nothing when there is no such file
 */
async function readIfThere(path) {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Installs the packages when they are not there or are not the lock file's.
 * @param {Context} context
 * @throws {SetupError} when npm fails
 */
export async function installPackages({ root, env, signal, say }) {
  const modules = join(root, 'node_modules')
  const stampFile = join(modules, '.wheelhouse-stamp')
  const lock = await readFile(join(root, 'package-lock.json'), 'utf8')
  const texts = {
    lock,
    stamp: await readIfThere(stampFile),
    installed: await readIfThere(join(modules, '.package-lock.json')),
  }
  const need = packagesNeed(texts, process)
  if (need === 'nothing') return

  if (need === 'install') {
    await rm(stampFile, { force: true })
    const npm = npmCommand(env, process.platform)
    // NODE_ENV=production or an `omit` in somebody's npmrc would leave out what the build needs.
    const options = [
      'ci',
      '--include=dev',
      '--include=optional',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]
    const { code, output } = await withProgress(say, 'npm packages: installing', () =>
      run(npm.command, [...npm.args, ...options], { signal, env, cwd: root, shell: npm.shell }),
    )
    if (code !== 0) {
      throw new SetupError(
        'The npm packages could not be installed (npm says why above): see to that, then try again.',
        {
          details: output.trim(),
        },
      )
    }
  }
  const half = `${stampFile}.${process.pid}`
  await writeFile(half, stampOf(lock, `${process.platform}-${process.arch}`))
  await rename(half, stampFile)
}
