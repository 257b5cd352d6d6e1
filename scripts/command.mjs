// @ts-check
// Running other programs: their process groups end with ours, and their output is kept for when
// they fail.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { codeOf, Interrupted, SetupError } from './say.mjs'

/**
 * @typedef {object} Context what each step of the set-up is given
 * @property {string} root the project's directory
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} signal aborted when the person wants out
 * @property {(line: string) => void} say prints one line on stderr
 */

const OUTPUT_KEPT = 16_384 // characters
const GRACE_MS = 10_000 // between asking a program to stop and ending it

/** @type {boolean | undefined} */
let setprivWorks

/**
 * Wraps a command on Linux so that the kernel sends it SIGTERM when this process dies, be it by
 * SIGKILL.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {{command: string, args: string[]}} the same command where `setpriv` is not to be had
 */
export function endingWithUs(command, args) {
  setprivWorks ??=
    process.platform === 'linux' &&
    spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0
  return setprivWorks
    ? { command: 'setpriv', args: ['--pdeathsig', 'TERM', command, ...args] }
    : { command, args: [...args] }
}

/**
 * Sends a signal to a process and to those that it started.
 * @param {number | undefined} pid of a process started with `detached`, which leads a group of its
 *   own
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

/** @param {string} command */
function notInstalled(command) {
  return new SetupError(`The program "${command}" is not installed, and it is needed here.`)
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} options
 * @param {AbortSignal} options.signal ends the program and its children
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.shell] needed for `.cmd` files
 * @param {'capture' | 'show'} [options.output] `show` leaves the program our stdout and stderr
 * @param {boolean} [options.toTheEnd] for a program that leaves a mess when it is cut short: the
 *   signal waits for it
 * @returns {Promise<{code: number, output: string}>} `output` is the end of what it printed on both
 *   streams; `code` is 1 when a signal ended it
 * @throws {SetupError} when there is no such program
 * @throws {Interrupted} when the signal was aborted, once the program has ended
 */
export async function run(command, args, options) {
  const { signal, cwd, env, shell = false, output = 'capture', toTheEnd = false } = options
  if (signal.aborted) throw new Interrupted()
  const wrapped = shell || toTheEnd ? { command, args: [...args] } : endingWithUs(command, args)
  const child = spawn(wrapped.command, wrapped.args, {
    cwd,
    env,
    shell,
    detached: process.platform !== 'win32',
    stdio: output === 'show' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  })
  let kept = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      kept = (kept + text).slice(-OUTPUT_KEPT)
    })
  }
  /** @type {NodeJS.Timeout | undefined} */
  let lastResort
  const stop = () => {
    signalGroup(child.pid, 'SIGTERM')
    lastResort = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS)
  }
  if (!toTheEnd) signal.addEventListener('abort', stop, { once: true })
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (status) => resolve(status ?? 1))
    })
    if (signal.aborted) throw new Interrupted()
    // setpriv, like a shell, says so with 127.
    if (code === 127) throw notInstalled(command)
    return { code, output: kept }
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? notInstalled(command) : error
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(lastResort)
  }
}

/**
 * How to run npm: the very npm that started us when there is one, since another may stand first in
 * the PATH.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @returns {{command: string, args: string[], shell: boolean}}
 */
export function npmCommand(env, platform) {
  const cli = env.npm_execpath
  if (cli && /^npm-cli\.[cm]?js$/.test(basename(cli)))
    return { command: process.execPath, args: [cli], shell: false }
  return platform === 'win32'
    ? { command: 'npm.cmd', args: [], shell: true }
    : { command: 'npm', args: [], shell: false }
}

/**
 * Where the command-line program of an installed package lies, to be run with Node.
 * @param {string} root the project's directory
 * @param {string} packageName
 * @param {string} program a key of the package's `bin`
 * @returns {string} a path
 * @throws {SetupError} when the package is not installed or has no such program
 */
export function programOf(root, packageName, program) {
  const folder = join(root, 'node_modules', packageName)
  try {
    const path = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).bin[program]
    return join(folder, path)
  } catch (cause) {
    throw new SetupError(
      `The package ${packageName} is not whole: delete node_modules and try again.`,
      { cause },
    )
  }
}
