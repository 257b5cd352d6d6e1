// @ts-check
// Which Electron to run: one that the person names, the one that package.json names, or the
// registry's.
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './command.mjs'
import { fallbackFolder, fallbackSuits, installFallback } from './fallback-runtime.mjs'
import { Interrupted, SetupError, withProgress } from './say.mjs'

/** @typedef {import('./command.mjs').Context} Context */

/**
 * @typedef {object} Runtime
 * @property {string} executable path of Electron
 * @property {Record<string, string>} env what makes the `electron` package, too, find it: for child
 *   processes
 */

/** A download that moves is left alone; one that brings no byte more for so long is given up. */
const PATIENCE = { stalledAfterMs: 60_000, pollMs: 1000 }
const RETRY = 'node node_modules/electron/install.js'

/**
 * Chooses between the runtimes.
 * @param {{named: boolean, ordinary: boolean, fallback: boolean}} there which ones are there
 *   already; `named`: by ELECTRON_OVERRIDE_DIST_PATH
 * @returns {'named' | 'ordinary' | 'fallback' | 'download'} `download`: none is there
 */
export function chooseRuntime({ named, ordinary, fallback }) {
  if (named) return 'named'
  if (ordinary) return 'ordinary'
  return fallback ? 'fallback' : 'download'
}

/**
 * Where Electron's program lies in its folder.
 * @param {NodeJS.Platform} platform
 * @returns {string}
 */
export function executableIn(platform) {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/**
 * The runtime that the `electron` package has downloaded, by the package's own marks: it writes
 * path.txt last.
 * @param {string} folder of the package
 * @returns {string | undefined} path of its executable; nothing when it is not there, or only half,
 *   or of another version
 */
export function ordinaryExecutable(folder) {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const unpacked = readFileSync(join(folder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '')
    const executable = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'))
    return unpacked === version && existsSync(executable) ? executable : undefined
  } catch {
    return undefined // whatever is missing there, the package's own installer mends it
  }
}

/**
 * @param {string} folder
 * @returns {Promise<number>} bytes in it; files that vanish meanwhile count nothing
 */
async function sizeOf(folder) {
  let size = 0
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    size += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0
  }
  return size
}

/**
 * Lets the `electron` package download its runtime, and ends that when nothing arrives any more.
 * @param {Context} context
 * @param {string} folder of the package
 * @param {string} version
 * @param {typeof PATIENCE} patience
 * @returns {Promise<string>} why it failed; empty when it did not
 */
async function downloadOrdinary({ env, signal, say }, folder, version, { stalledAfterMs, pollMs }) {
  // The installer downloads to the temporary directory: given one of its own, what has arrived can
  // be counted.
  const arriving = await mkdtemp(join(tmpdir(), 'wheelhouse-electron-'))
  const stalled = new AbortController()
  let size = 0
  let movedAt = performance.now()
  const watch = setInterval(async () => {
    const now = await sizeOf(arriving)
    if (now !== size) movedAt = performance.now()
    size = now
    if (performance.now() - movedAt > stalledAfterMs) stalled.abort()
  }, pollMs)
  try {
    const options = {
      signal: AbortSignal.any([signal, stalled.signal]),
      env: {
        ...env,
        TMPDIR: arriving,
        TEMP: arriving,
        TMP: arriving,
        ELECTRON_GET_NO_PROGRESS: '1',
      },
    }
    const detail = () => (size > 0 ? `, ${Math.round(size / 1e6)} MB` : '')
    const { code, output } = await withProgress(
      say,
      `Electron ${version}: downloading`,
      () => run(process.execPath, [join(folder, 'install.js')], options),
      { detail },
    )
    return code === 0 ? '' : (output.trim().split('\n')[0] ?? '') || 'no reason given'
  } catch (error) {
    if (error instanceof Interrupted && !signal.aborted)
      return `nothing arrived for ${stalledAfterMs / 1000} seconds`
    throw error
  } finally {
    clearInterval(watch)
    await rm(arriving, { recursive: true, force: true })
  }
}

/**
 * Sees to it that there is an Electron to run.
 * @param {Context} context
 * @param {{platform: NodeJS.Platform, arch: string}} [machine]
 * @param {typeof PATIENCE} [patience] with the download
 * @returns {Promise<Runtime>}
 * @throws {SetupError} when none can be had
 */
export async function prepareRuntime(context, { platform, arch } = process, patience = PATIENCE) {
  const { root, env, say } = context
  const folder = join(root, 'node_modules', 'electron')
  const program = executableIn(platform)
  const suits = fallbackSuits(platform, arch)
  const named = env.ELECTRON_OVERRIDE_DIST_PATH
  const cached = suits ? fallbackFolder(context) : ''
  /** @param {string} dist @returns {Runtime} */
  const overriding = (dist) => ({
    executable: join(dist, program),
    env: { ELECTRON_OVERRIDE_DIST_PATH: dist },
  })

  const ordinary = ordinaryExecutable(folder)
  switch (
    chooseRuntime({
      named: Boolean(named),
      ordinary: Boolean(ordinary),
      fallback: suits && existsSync(cached),
    })
  ) {
    case 'named': {
      const runtime = overriding(named ?? '')
      if (existsSync(runtime.executable)) return runtime
      throw new SetupError(
        `ELECTRON_OVERRIDE_DIST_PATH names ${named}, where there is no ${program}: correct it, or unset it.`,
      )
    }
    case 'ordinary':
      return { executable: ordinary ?? '', env: {} }
    case 'fallback':
      say(
        `Electron: using the package registry's, from ${cached} (to try the ordinary download again: ${RETRY}).`,
      )
      return overriding(cached)
    case 'download': {
      const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      const reason = await downloadOrdinary(context, folder, version, patience)
      const downloaded = ordinaryExecutable(folder)
      if (downloaded) return { executable: downloaded, env: {} }
      say(`Electron ${version}: the download did not work (${reason}).`)
      if (suits) return overriding(await installFallback(context))
      throw new SetupError(
        `Electron ${version} could not be downloaded: see to the network and try "${RETRY}", or unpack Electron's release archive for this machine yourself and set ELECTRON_OVERRIDE_DIST_PATH to that directory.`,
      )
    }
  }
}
