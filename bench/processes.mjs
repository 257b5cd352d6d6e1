// @ts-check
// The processes of a benchmark: a real Electron with the app's modules in it, and Node scripts
// beside it, all called over Node's own channel and ended with the work.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { electronArguments } from '../scripts/arguments.mjs'
import { endingWithUs, programOf, run, signalGroup } from '../scripts/command.mjs'
import { Interrupted, SetupError } from '../scripts/say.mjs'
import { alone, setUpElectron, withDisplay } from '../scripts/set-up.mjs'
import { callsTo } from './rpc.mjs'

/** @typedef {import('../scripts/command.mjs').Context} Context */
/** @typedef {import('../scripts/runtime.mjs').Runtime} Runtime */
/** @typedef {import('./rpc.mjs').Call} Call */
/** @typedef {{call: Call, end: () => Promise<void>}} Child */

/**
 * @typedef {object} Processes
 * @property {string} folder of this work alone; removed with it
 * @property {(path: string, env?: NodeJS.ProcessEnv) => Call} script starts a script with Node
 * @property {(args: readonly string[], env: NodeJS.ProcessEnv) => Child} electron starts Electron
 *   on the display
 * @property {(env: NodeJS.ProcessEnv) => Call} app starts Electron with what electron/main.ts puts
 *   together
 * @property {(child: {end: () => Promise<void>}) => void} own ends that too, in the order of things:
 *   what came last goes first
 */

const ENDS_WITHIN_MS = 15_000
const CONFIG = join('bench', 'electron', 'electron.vite.config.ts')

/** @type {Promise<Runtime> | undefined} */
let prepared

/**
 * Sets up Electron and builds what runs in it, once for all benchmarks of a command.
 * @param {Context} context
 */
function prepare(context) {
  const { root, env, signal } = context
  prepared ??= alone(context, async () => {
    const runtime = await setUpElectron(context)
    const electronVite = programOf(root, 'electron-vite', 'electron-vite')
    const { code, output } = await run(process.execPath, [electronVite, 'build', '-c', CONFIG], {
      signal,
      cwd: root,
      env: { ...env, ...runtime.env, NODE_ENV: 'production' },
    })
    if (code === 0) return runtime
    throw new SetupError('The benchmarks could not be built (the reason is above).', {
      details: output,
    })
  })
  return prepared
}

/**
 * Starts a process that is called over its channel, in a group of its own: a Ctrl-C is for us, who
 * end it.
 * @param {string} what
 * @param {string} executable
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Child}
 */
function startChild(what, executable, args, env) {
  const wrapped = endingWithUs(executable, args)
  const child = spawn(wrapped.command, wrapped.args, {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  })
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve))
  const end = async () => {
    if (child.connected) child.disconnect()
    const lastResort = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), ENDS_WITHIN_MS)
    await ended
    clearTimeout(lastResort)
  }
  return { call: callsTo(child, what), end }
}

/**
 * @param {string} app its folder
 * @param {{electron?: string[], ours?: string[]}} flags
 * @returns {string[]} Electron's arguments on this machine
 */
export function electronCommand(app, { electron = [], ours = [] }) {
  const none = { headless: false, help: false, version: false }
  const isRoot = process.getuid?.() === 0
  const where = { app, platform: process.platform, isRoot, display: true }
  return electronArguments({ electron, ours, ...none }, where)
}

/**
 * Works with processes of its own.
 * @template T
 * @param {Context} context
 * @param {(processes: Processes) => Promise<T>} work
 * @returns {Promise<T>} what `work` returns, once everything has ended
 * @throws {Interrupted} when the person wants out
 */
export async function withProcesses(context, work) {
  const { root, env, signal } = context
  const runtime = await prepare(context)
  if (signal.aborted) throw new Interrupted()
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-bench-'))
  /** @type {Set<{end: () => Promise<void>}>} */
  const children = new Set()
  /** @param {Parameters<typeof startChild>} how */
  const start = (...how) => {
    if (signal.aborted) throw new Interrupted()
    const child = startChild(...how)
    children.add(child)
    return child
  }
  /** @type {Processes['script']} */
  const script = (path, more = {}) =>
    start(basename(path), process.execPath, [path], { ...env, ...more }).call

  /** @param {Record<string, string>} display */
  const play = (display) => {
    /** @type {Processes['electron']} */
    const electron = (args, more) =>
      start('Electron', runtime.executable, args, {
        ...env,
        ...runtime.env,
        ...display,
        ELECTRON_RUN_AS_NODE: undefined, // editors built on Electron set it in their terminals
        ...more,
      })
    // So that what is left in memory can be told from garbage.
    const flags = { electron: ['--js-flags=--expose-gc'] }
    const args = electronCommand(join(root, 'bench', 'electron'), flags)
    /** @type {Processes['app']} */
    const app = (more) => electron(args, { BENCH_FOLDER: folder, ...more }).call
    return work({ folder, script, electron, app, own: (child) => children.add(child) })
  }
  const interrupted = new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Interrupted()), { once: true })
  })
  try {
    return await withDisplay(context, async (display) => {
      try {
        return await Promise.race([play(display), interrupted])
      } finally {
        for (const child of [...children].reverse()) await child.end()
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
