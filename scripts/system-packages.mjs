// @ts-check
// Libraries and programs of the system that Electron needs on Linux: asked for, and installed where
// we may.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './command.mjs'
import { SetupError, withProgress } from './say.mjs'

/** @typedef {import('./command.mjs').Context} Context */

/** What Electron needs, by the names of Debian 12. */
const ELECTRON_NEEDS = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libnotify4',
  'libxtst6',
]

/**
 * Reads what `ldd` prints, glibc's or musl's.
 * @param {string} output
 * @returns {string[]} the names of the libraries that are not there, each once
 */
export function missingLibraries(output) {
  const missing = output.matchAll(/^\s*(\S+) => not found|^Error loading shared library (\S+?):/gm)
  return [...new Set(Array.from(missing, ([, glibc, musl]) => glibc ?? musl ?? ''))]
}

/**
 * Picks the names under which a system offers packages: those with a 64-bit time_t are called
 * `…t64` since Debian 13 and Ubuntu 24.04.
 * @param {readonly string[]} wanted by the older names
 * @param {string} policy what `apt-cache policy` prints about both names of each
 * @returns {string[]} the older name where neither is offered: apt then says so itself
 */
export function offeredNames(wanted, policy) {
  const offered = new Set(
    Array.from(
      policy.matchAll(/^(\S+):\n(?: .*\n)*? {2}Candidate: (?!\(none\))/gm),
      ([, name]) => name,
    ),
  )
  return wanted.map((name) =>
    !offered.has(name) && offered.has(`${name}t64`) ? `${name}t64` : name,
  )
}

/**
 * Whether a program stands in the PATH.
 * @param {string} program
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean}
 */
export function inPath(program, env) {
  return (env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, program)))
}

/**
 * Installs packages of Debian or Ubuntu.
 * @param {Context} context
 * @param {readonly string[]} wanted by Debian 12's names
 * @param {{what: string, missing: readonly string[]}} reason what they are to the person, and what
 *   was looked for in vain
 * @throws {SetupError} with the remedy when it is not ours to install, or when apt fails
 */
export async function installSystemPackages(context, wanted, { what, missing }) {
  const { signal, say } = context
  const lacking = `${what} (missing: ${missing.join(', ')})`
  if (!inPath('apt-get', context.env)) {
    throw new SetupError(
      `${lacking}: install with this system's package manager what Debian calls ${wanted.join(' ')}, then try again.`,
    )
  }
  const env = { ...context.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }
  const names = async () => {
    const both = wanted.flatMap((name) => [name, `${name}t64`])
    return offeredNames(
      wanted,
      (await run('apt-cache', ['policy', ...both], { signal, env })).output,
    )
  }
  if (process.getuid?.() !== 0) {
    const command = `sudo apt-get install -y ${(await names()).join(' ')}`
    throw new SetupError(`${lacking}: install with "${command}", then try again.`)
  }

  const apt = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=120']
  await withProgress(say, `${what}: installing with apt-get`, async () => {
    // Stale lists are tried all the same: what fails then is the installation, and that is told.
    const update = await run('apt-get', [...apt, 'update'], { signal, env })
    const install = [...apt, 'install', '--no-install-recommends', ...(await names())]
    const { code, output } = await run('apt-get', install, { signal, env, toTheEnd: true })
    if (code === 0) return
    throw new SetupError(
      `${lacking}: apt-get could not install ${wanted.join(' ')} (it says why above); see to that, then try again.`,
      { details: update.code === 0 ? output : update.output + output },
    )
  })
}

/**
 * Sees to it that Electron finds its libraries. Linux only; elsewhere they are part of it.
 * @param {Context} context
 * @param {string} executable
 * @throws {SetupError} with the remedy
 */
export async function installLibraries(context, executable) {
  const { signal, env } = context
  if (process.platform !== 'linux' || !inPath('ldd', env)) return
  const look = async () =>
    missingLibraries((await run('ldd', [executable], { signal, env })).output)
  const missing = await look()
  if (missing.length === 0) return
  await installSystemPackages(context, ELECTRON_NEEDS, { what: "Electron's libraries", missing })
  const still = await look()
  if (still.length > 0) {
    throw new SetupError(
      `Electron still lacks ${still.join(', ')}: install what holds them, then try again.`,
    )
  }
}
