// @ts-check
// What the benchmarks of the event path play on: a scripted engine, the app's modules in a real
// Electron that is attached to it, and processes full of clients. Everything is ended with the work.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
 * @typedef {object} Stage
 * @property {Call} source calls of source.mjs
 * @property {Call} app calls of electron/main.ts
 * @property {() => Call} clients starts a process of SSE clients; calls of clients.mjs
 * @property {{url: string, token: string}} peers where a client of the source connects
 * @property {{url: string, token: string}} relay where a client of ours connects
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

/** @param {Context} context */
function electronCommand({ root }) {
  // So that what is left in memory can be told from garbage.
  const split = { electron: ['--js-flags=--expose-gc'], ours: [], headless: false }
  const app = join(root, 'bench', 'electron')
  const isRoot = process.getuid?.() === 0
  const none = { help: false, version: false }
  const where = { app, platform: process.platform, isRoot, display: true }
  return electronArguments({ ...split, ...none }, where)
}

/**
 * Plays on a stage of its own.
 * @template T
 * @param {Context} context
 * @param {(stage: Stage) => Promise<T>} work
 * @returns {Promise<T>} what `work` returns, once everything has ended
 * @throws {Interrupted} when the person wants out
 */
export async function withStage(context, work) {
  const { env, signal } = context
  const runtime = await prepare(context)
  if (signal.aborted) throw new Interrupted()
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-bench-'))
  /** @type {Child[]} */
  const children = []
  /** @param {Parameters<typeof startChild>} how */
  const start = (...how) => {
    if (signal.aborted) throw new Interrupted()
    const child = startChild(...how)
    children.push(child)
    return child.call
  }
  /** @param {string} name */
  const startScript = (name) =>
    start(name, process.execPath, [join(import.meta.dirname, name)], env)

  /** @param {Record<string, string>} display */
  const play = async (display) => {
    const source = startScript('source.mjs')
    const url = await source('listen')
    const token = randomBytes(16).toString('hex')
    const app = start('Electron', runtime.executable, electronCommand(context), {
      ...env,
      ...runtime.env,
      ...display,
      ELECTRON_RUN_AS_NODE: undefined, // editors built on Electron set it in their terminals
      BENCH_SOURCE: url,
      BENCH_FOLDER: folder,
      BENCH_TOKEN: token,
    })
    const listener = await app('ready')
    return work({
      source,
      app,
      clients: () => startScript('clients.mjs'),
      peers: { url: `${url}/global/event?peer`, token },
      relay: { url: `${listener}/api/events`, token },
    })
  }
  const interrupted = new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Interrupted()), { once: true })
  })
  try {
    return await withDisplay(context, async (display) => {
      try {
        return await Promise.race([play(display), interrupted])
      } finally {
        for (const child of children.toReversed()) await child.end()
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
