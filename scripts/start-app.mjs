// @ts-check
// `npm start`: sets up, builds and runs the app.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronArguments, splitArguments, USAGE } from './arguments.mjs'
import { buildIfStale } from './build.mjs'
import { endingWithUs, signalGroup } from './command.mjs'
import { hasDisplay } from './display.mjs'
import { exitCodeOf, runToExit } from './entry.mjs'
import { sandboxAdvice } from './sandbox.mjs'
import { Interrupted } from './say.mjs'
import { alone, setUpElectron, withDisplay } from './set-up.mjs'

/** @typedef {import('./command.mjs').Context} Context */

const ENDS_WITHIN_MS = 30_000

/**
 * Runs Electron until it ends. A signal to stop goes on to it, so that it can quit in order.
 * @param {string} executable
 * @param {readonly string[]} args
 * @param {Context} context
 * @returns {Promise<number>} its exit code
 */
async function runElectron(executable, args, { env, signal, say }) {
  if (signal.aborted) throw new Interrupted()
  const wrapped = endingWithUs(executable, args)
  // In a group of its own, so that a Ctrl-C reaches only its main process, which ends the others in
  // order.
  const child = spawn(wrapped.command, wrapped.args, {
    env,
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  })
  /** @type {NodeJS.Timeout | undefined} */
  let lastResort
  signal.addEventListener('abort', () => {
    if (process.platform !== 'win32') child.kill(signal.reason) // Windows' console has told it already
    lastResort = setTimeout(() => {
      say(`Electron did not quit within ${ENDS_WITHIN_MS / 1000} seconds, and is ended.`)
      signalGroup(child.pid, 'SIGKILL')
    }, ENDS_WITHIN_MS)
  })
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, name) => resolve(code ?? (name ? exitCodeOf(name) : 1)))
    })
  } finally {
    clearTimeout(lastResort)
  }
}

/**
 * @param {readonly string[]} argv
 * @param {Context} context
 * @returns {Promise<number>} the exit code
 */
async function setUpAndRun(argv, context) {
  const { root, env, say } = context
  // npm changes to the project's directory; INIT_CWD is where the person stands.
  const split = splitArguments(argv, env.INIT_CWD ?? process.cwd())
  if (split.help || split.version) {
    console.log(
      split.help ? USAGE : JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    )
    return 0
  }
  const runtime = await alone(context, async () => {
    const prepared = await setUpElectron(context)
    await buildIfStale({ ...context, env: { ...env, ...prepared.env } })
    return prepared
  })

  const { platform } = process
  const isRoot = process.getuid?.() === 0
  const args = electronArguments(split, {
    app: root,
    platform,
    isRoot,
    display: hasDisplay(platform, env),
  })
  if (args.includes('--no-sandbox') && isRoot)
    say('Running as root: Electron is started without its sandbox (--no-sandbox).')
  else if (platform === 'linux') {
    const advice = sandboxAdvice(runtime.executable)
    if (advice) say(advice)
  }
  /** @param {Record<string, string>} display */
  const go = (display) => {
    const childEnv = { ...env, ...runtime.env, ...display }
    delete childEnv.ELECTRON_RUN_AS_NODE // editors built on Electron set it in their terminals
    return runElectron(runtime.executable, args, { ...context, env: childEnv })
  }
  if (split.headless) return go({})
  return withDisplay(context, (display, name) => {
    if (name)
      say(
        `No display found: the window opens on virtual display ${name}; use --headless for the listener only.`,
      )
    return go(display)
  })
}

/**
 * Sets up, builds when need be, and runs the app until it ends. Sets the exit code.
 * @param {readonly string[]} argv the flags
 * @returns {Promise<void>}
 */
export function start(argv) {
  return runToExit((context) => setUpAndRun(argv, context))
}
