// @ts-check
// The command line of `npm start`: which flags are ours, which are Electron's, and in what order
// both go on.
import { resolve } from 'node:path'
import { SetupError } from './say.mjs'

/**
 * @typedef {object} StartArguments
 * @property {boolean} help
 * @property {boolean} version
 * @property {boolean} headless
 * @property {string[]} ours the app's flags, each with its value in one argument
 * @property {string[]} electron switches that are not ours
 */

const TAKES_VALUE = new Set(['--project', '--port', '--user-data-dir'])
const TAKES_NONE = new Set(['--headless', '--demo', '--help', '--version'])
const PATHS = new Set(['--project', '--user-data-dir'])

export const USAGE = `npm start -- [flags]

  --project DIR        open this project
  --headless           no window and no display: engine and listener only; prints one JSON line when ready
  --port N             the listener's port (4848 when free; 0 for any)
  --user-data-dir DIR  keep settings and state there
  --demo               add an offline scripted model, to try the app with no account
  --help               print this
  --version            print the version

Any other switch goes on to Electron (--remote-debugging-port=9222, say).`

/**
 * @param {string} flag
 * @param {string} value
 * @param {string} cwd
 */
function checked(flag, value, cwd) {
  if (value === '') throw new SetupError(`${flag} needs a value: see npm start -- --help.`)
  if (flag === '--port' && !(/^\d+$/.test(value) && Number(value) <= 65535)) {
    throw new SetupError(`--port needs a number from 0 to 65535, not "${value}".`)
  }
  return `${flag}=${PATHS.has(flag) ? resolve(cwd, value) : value}`
}

/**
 * Splits a command line into our flags and Electron's switches.
 * @param {readonly string[]} argv without the program's own name
 * @param {string} cwd what relative paths are relative to
 * @returns {StartArguments}
 * @throws {SetupError} when a flag of ours has no value, or a wrong one; and for an argument that
 *   is no flag at all
 */
export function splitArguments(argv, cwd) {
  /** @type {StartArguments} */
  const split = { help: false, version: false, headless: false, ours: [], electron: [] }
  const rest = [...argv]
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [flag = '', ...parts] = argument.split('=')
    const joined = parts.length > 0 ? parts.join('=') : undefined
    if (TAKES_VALUE.has(flag)) {
      const apart = rest[0]?.startsWith('-') ? '' : (rest[0] ?? '')
      split.ours.push(checked(flag, joined ?? apart, cwd))
      if (joined === undefined) rest.shift()
    } else if (TAKES_NONE.has(flag)) {
      if (joined !== undefined) throw new SetupError(`${flag} takes no value.`)
      if (flag === '--help') split.help = true
      else if (flag === '--version') split.version = true
      else split.ours.push(flag)
      if (flag === '--headless') split.headless = true
    } else if (argument.startsWith('-')) {
      split.electron.push(argument)
    } else {
      throw new SetupError(
        `"${argument}" is no flag: to open a project, say --project ${argument}.`,
      )
    }
  }
  return split
}

/**
 * Puts together what Electron is started with.
 * @param {StartArguments} split
 * @param {object} where
 * @param {string} where.app the app's directory
 * @param {NodeJS.Platform} where.platform
 * @param {boolean} where.isRoot Chromium refuses to be sandboxed as root
 * @param {boolean} where.display whether there is one
 * @returns {string[]} Electron's switches, the app, the app's flags
 */
export function electronArguments(
  { electron, ours, headless },
  { app, platform, isRoot, display },
) {
  const switches = [...electron]
  if (platform === 'linux' && isRoot && !switches.includes('--no-sandbox'))
    switches.push('--no-sandbox')
  const chosen = switches.some((argument) => argument.startsWith('--ozone-platform'))
  if (platform === 'linux' && headless && !display && !chosen)
    // With no window there is nothing to draw, and a dozen errors about not being able to.
    switches.push('--ozone-platform=headless', '--disable-gpu')
  return [...switches, app, ...ours]
}
