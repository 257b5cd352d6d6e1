// @ts-check
// The browser that the tests show the page in: the one that is there, else Debian's.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { explain, SetupError } from './say.mjs'
import { installSystemPackages } from './system-packages.mjs'

/** @typedef {import('./command.mjs').Context} Context */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * Finds a Chromium or Chrome that is installed.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} its program, undefined without one
 */
export function findChromium(env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const inPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...inPath, ...APPLICATIONS].find((program) => {
    try {
      accessSync(program, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/**
 * Installs Chromium where there is none and we may. A person's machine without one goes on, and is
 * told what is left out and how to add it; on CI nothing is left out unseen.
 * @param {Context} context
 * @throws {SetupError} with the remedy, on CI
 */
export async function setUpChromium(context) {
  const { env, say } = context
  if (findChromium(env)) return
  try {
    const reason = { what: 'A browser, for the tests', missing: ['Chromium or Chrome'] }
    await installSystemPackages(context, ['chromium'], reason)
  } catch (error) {
    if (!(error instanceof SetupError) || env.CI) throw error
    explain(error, say)
    say('The tests of the page in a browser are left out.')
  }
}
