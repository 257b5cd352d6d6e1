// @ts-check
// What `npm start` and `npm test` share around their work: signals, failures, the exit code.
import { constants } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { explain, Interrupted, say } from './say.mjs'

/** @typedef {import('./command.mjs').Context} Context */

const PARENT_POLL_MS = 500

/** @type {readonly NodeJS.Signals[]} */
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * What a shell makes of a process that a signal ended.
 * @param {NodeJS.Signals} signal
 * @returns {number} 128 and the signal's number
 */
export function exitCodeOf(signal) {
  return 128 + constants.signals[signal]
}

/**
 * npm runs us in a shell. Told to stop, it stops the shell, which does not pass that on: we would
 * go on with nobody above us.
 * @param {NodeJS.ProcessEnv} env
 * @param {() => void} onGone
 */
function watchParent(env, onGone) {
  if (env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== parent) onGone()
  }, PARENT_POLL_MS)
  timer.unref()
}

/**
 * Runs a command of ours from beginning to end and sets the exit code. A signal that asks us to
 * stop aborts `context.signal`, with the signal's name as the reason; later ones are not passed on,
 * since a terminal and npm both send one for the same Ctrl-C.
 * @param {(context: Context) => Promise<number>} work returns the exit code
 */
export async function runToExit(work) {
  const stopping = new AbortController()
  for (const name of STOPPING) process.on(name, () => stopping.abort(name))
  watchParent(process.env, () => stopping.abort('SIGTERM'))
  const root = dirname(dirname(fileURLToPath(import.meta.url)))
  try {
    process.exitCode = await work({ root, env: process.env, signal: stopping.signal, say })
  } catch (error) {
    explain(error, say)
    process.exitCode = error instanceof Interrupted ? exitCodeOf(stopping.signal.reason) : 1
  }
}
