// @ts-check
// A display for machines without one.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { endingWithUs, signalGroup } from './command.mjs'
import { Interrupted, SetupError } from './say.mjs'
import { inPath, installSystemPackages } from './system-packages.mjs'

/** @typedef {import('./command.mjs').Context} Context */

const STARTS_WITHIN_MS = 20_000
const ENDS_WITHIN_MS = 5_000

/**
 * Whether there is a display to open windows on.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean}
 */
export function hasDisplay(platform, env) {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/**
 * Starts a virtual display of 4096 × 2304 pixels, which nobody sees: room for a 4K window, which
 * Chromium makes a pixel smaller where it would fill the screen.
 * @param {Context} context
 * @returns {Promise<{name: string, stop: () => Promise<void>}>} `name` is for the environment
 *   variable DISPLAY; `stop` ends the display
 * @throws {SetupError} when there is no Xvfb and it cannot be installed, or when it does not start
 */
export async function startDisplay(context) {
  const { env, signal } = context
  if (!inPath('Xvfb', env)) {
    const reason = { what: 'The virtual display', missing: ['Xvfb'] }
    await installSystemPackages(context, ['xvfb'], reason)
  }
  if (signal.aborted) throw new Interrupted()

  // Without -noreset it starts over, and drops who is just connecting, whenever its last window
  // closes.
  const options = [
    '-displayfd',
    '3',
    '-screen',
    '0',
    '4096x2304x24',
    '-nolisten',
    'tcp',
    '-noreset',
  ]
  const { command, args } = endingWithUs('Xvfb', options)
  // In a group of its own, so that a Ctrl-C does not take the display from under the app that is
  // quitting.
  const child = spawn(command, args, {
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const [, , errors, numbers] = child.stdio
  let said = ''
  let number = ''
  errors?.on('data', (text) => {
    said += text
  })
  const exited = new Promise((resolve) => child.once('exit', resolve).once('error', resolve))
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    const lastResort = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), ENDS_WITHIN_MS)
    signalGroup(child.pid, 'SIGTERM')
    await exited
    clearTimeout(lastResort)
  }

  const ready = new Promise((resolve) => {
    numbers?.on('data', (text) => {
      number += text
      if (number.endsWith('\n')) resolve(undefined)
    })
  })
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(STARTS_WITHIN_MS)])
  const late = deadline.aborted ? Promise.resolve() : once(deadline, 'abort')
  await Promise.race([ready, exited, late])
  if (number.endsWith('\n')) return { name: `:${number.trim()}`, stop }
  await stop()
  if (signal.aborted) throw new Interrupted()
  throw new SetupError(
    'The virtual display Xvfb did not start: set DISPLAY to a display that there is, or see why it fails.',
    {
      details: said.trim(),
    },
  )
}
