// @ts-check
// The steps of the set-up, in order.
import { join } from 'node:path'
import { hasDisplay, startDisplay } from './display.mjs'
import { installPackages } from './packages.mjs'
import { prepareRuntime } from './runtime.mjs'
import { withLock } from './setup-lock.mjs'
import { installLibraries } from './system-packages.mjs'

/** @typedef {import('./command.mjs').Context} Context */
/** @typedef {import('./runtime.mjs').Runtime} Runtime */

/**
 * Does some set-up while no other process does any in this checkout.
 * @template T
 * @param {Context} context
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what `work` returns
 */
export function alone(context, work) {
  return withLock(join(context.root, 'out', '.setup.lock'), context, work)
}

/**
 * Installs what Electron needs to run: packages, runtime, the system's libraries. To be done under
 * the lock of `alone`.
 * @param {Context} context
 * @returns {Promise<Runtime>}
 */
export async function setUpElectron(context) {
  await installPackages(context)
  const runtime = await prepareRuntime(context)
  await installLibraries(context, runtime.executable)
  return runtime
}

/**
 * Does some work with a display to open windows on: the machine's own, or a virtual one that ends
 * with the work.
 * @template T
 * @param {Context} context
 * @param {(env: Record<string, string>, name: string) => Promise<T>} work is given what to add to a
 *   child's environment, and the virtual display's name; both are empty when the machine has a
 *   display
 * @returns {Promise<T>} what `work` returns
 */
export async function withDisplay(context, work) {
  if (hasDisplay(process.platform, context.env)) return work({}, '')
  const display = await startDisplay(context)
  try {
    return await work({ DISPLAY: display.name }, display.name)
  } finally {
    await display.stop()
  }
}
