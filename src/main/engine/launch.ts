import type { ChildProcess } from 'node:child_process'
import diagnostics from 'node:diagnostics_channel'
import { stripVTControlCharacters } from 'node:util'
import { createOpencodeServer, type ServerOptions } from '@opencode-ai/sdk/server'
import { AppError } from '../../shared/errors'
import type { Logger } from '../logging'
import { complaintHeading, withoutContents } from './config-complaint'
import type { EngineConnection } from './connection'
import { type Environment, engineEnvironment, type Given } from './environment'
import { prepareHandover } from './handover'
import { secretHider } from './known-secrets'
import { prepareLauncher } from './launcher'
import { OUTPUT_BYTES, OutputTail } from './output-tail'
import { killTree } from './process-identity'
import { causeIn, namedError, remedyFor } from './start-failure'
import type { SupervisedEngine } from './supervisor'
import { UnfitEngine, untilHealthy } from './until-healthy'

export type EngineConfig = NonNullable<ServerOptions['config']>

/** How a child process ended. */
interface EngineExit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface LaunchOptions {
  binary: string
  projectDir: string
  /** A folder of ours for the launcher, and for what the engine is handed over. */
  directory: string
  config?: EngineConfig | undefined
  /** The person's environment. */
  env: Environment
  /** What we have for the engine's. */
  given?: Pick<Given, 'programs' | 'folders' | 'shell'> | undefined
  log: Logger
  /** Ends the start, and the child with it. */
  signal: AbortSignal
  /** The process is there, long before it answers; `exited` settles when it has ended. */
  onSpawn?: (pid: number, exited: Promise<unknown>) => void
}

/** A cold disk and a first database migration take long; a dead engine is seen by its exit. */
const START_TIMEOUT_MS = 60_000
/** How long what an ended engine left behind may take to end; see the launcher. */
const SWEEP_MS = 2_000
/** How long an ended engine's output is waited for. */
const LAST_WORDS_MS = 100
/** The time that a stopping engine may take before it is killed. */
const STOP_GRACE_MS = 5_000

/**
 * Starts an engine with the SDK's createOpencodeServer and keeps what the SDK hides: its process.
 * @returns the engine, once `/global/health` has answered
 * @throws Error with the engine's last words when it does not come up; nothing is left running
 */
export async function launchEngine(options: LaunchOptions): Promise<SupervisedEngine> {
  const { child, listening, handover } = spawnThroughSdk(options)
  const output = new OutputTail(OUTPUT_BYTES, complaintHeading)
  const hide = secretHider(options.env, options.projectDir)
  const told = () => hide(withoutContents(plain(output)))
  if (child.stdout) output.follow(child.stdout)
  if (child.stderr) output.follow(child.stderr)
  const exited = watchExit(child)
  if (child.pid !== undefined) options.onSpawn?.(child.pid, exited)

  // A dead engine's port may soon be somebody else's, who must not be shown the password.
  const probing = new AbortController()
  exited.then(() => probing.abort())
  options.signal.addEventListener('abort', () => probing.abort(), { once: true })

  try {
    const { url } = await listening
    stopSdkReading(child, output)
    const connection: EngineConnection = { url, password: handover.password() }
    const gone = exited.then((exit) => Promise.reject(new Error(`it ${describeExit(exit)}`)))
    const healthy = untilHealthy(connection, probing.signal, START_TIMEOUT_MS)
    const version = await Promise.race([healthy, gone])
    if (child.pid === undefined) throw new Error('it has no process id')
    return {
      ...connection,
      version,
      pid: child.pid,
      ...(connection.password === handover.env.OPENCODE_SERVER_PASSWORD && {
        passwordInherited: true,
      }),
      gone: exited.then((exit) => describeExit(exit) + lastWords(namedError(told()))),
      output: told,
      stop: (at) => stopChild(child, exited, at === 'at once' ? 0 : STOP_GRACE_MS),
    }
  } catch (cause) {
    const ended = child.exitCode !== null || child.signalCode !== null
    await stopChild(child, exited, STOP_GRACE_MS)
    if (options.signal.aborted) {
      throw new AppError('engine_unavailable', 'The start of the engine was stopped.', { cause })
    }
    // The SDK says "exited with code null" of an engine that was killed.
    const reason = ended && child.pid !== undefined ? `it ${describeExit(await exited)}` : cause
    const output = told()
    const said = causeIn(output)
    const remedy =
      cause instanceof UnfitEngine ? cause.remedy : remedyFor(said, options.env, options.projectDir)
    throw new AppError(
      'engine_unavailable',
      `The engine did not start: ${describe(reason)}${lastWords(said)}. ${remedy || 'The log has its output.'}`,
      { cause, details: { output } },
    )
  } finally {
    handover.ended()
  }
}

/** A sentence's end: "exited with code 1", "was ended by SIGKILL". */
function describeExit({ code, signal }: EngineExit): string {
  if (signal) return `was ended by ${signal}`
  return code === null ? 'could not be run' : `exited with code ${code}`
}

// Goes on after the reason and, like that, has no end.
const lastWords = (line: string) => line && `. It said: ${line.replace(/[.!?]{1,9}$/, '')}`

// The SDK takes neither a path, nor a working directory, nor an environment, nor a password, and
// returns no process (1.18). It spawns before its first await, so all of them can be arranged around
// that one call.
function spawnThroughSdk(options: LaunchOptions) {
  const { binary, projectDir, directory, config, signal } = options
  const env = engineEnvironment(options.env, { ...options.given, projectDir, password: '' })
  const launcher = prepareLauncher(binary, directory, env.PATH ?? '')
  const handover = prepareHandover(directory, env, options.log)
  let child: ChildProcess | undefined
  const take = (message: unknown) => {
    child = (message as { process: ChildProcess }).process
  }
  let restore: (() => void) | undefined
  diagnostics.subscribe('child_process', take)
  try {
    restore = becomeFor(projectDir, { ...env, ...launcher, ...handover.env })
    const started = createOpencodeServer({
      hostname: '127.0.0.1',
      port: 0,
      timeout: START_TIMEOUT_MS,
      signal,
      ...(config && { config }),
    })
    // Below the first line its words are all that the engine printed.
    const listening = started.catch((error: unknown) => Promise.reject(new Error(describe(error))))
    // It is awaited later; until then a rejection must not count as unhandled.
    listening.catch(() => undefined)
    if (!child) throw new Error('the SDK started no process')
    return { child, listening, handover }
  } catch (error) {
    handover.ended()
    throw error
  } finally {
    diagnostics.unsubscribe('child_process', take)
    restore?.()
  }
}

function watchExit(child: ChildProcess): Promise<EngineExit> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }))
    child.once('exit', (code, signal) => {
      // Its last words may still be in the pipe, which a process that it left behind can hold open.
      const done = () => resolve({ code, signal })
      child.once('close', done)
      setTimeout(done, LAST_WORDS_MS)
    })
  })
}

/** Gives this process a working directory and an environment. @returns what takes both back */
function becomeFor(directory: string, env: Readonly<Record<string, string>>): () => void {
  const cwd = process.cwd()
  const before = { ...process.env }
  process.chdir(directory)
  setEnvironment(env)
  return () => {
    process.chdir(cwd)
    setEnvironment(before)
  }
}

function setEnvironment(env: Environment): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
}

// After the start the SDK would go on appending stderr to a string for the engine's whole life.
function stopSdkReading(child: ChildProcess, output: OutputTail): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.removeAllListeners('data')
    if (stream) output.follow(stream)
  }
}

async function stopChild(
  child: ChildProcess,
  exited: Promise<EngineExit>,
  graceMs: number,
): Promise<void> {
  if (child.pid === undefined) return
  const swept = new Promise((resolve) => {
    if (child.stderr?.closed ?? true) resolve(undefined)
    else child.once('close', resolve)
  })
  if (child.exitCode === null && child.signalCode === null) {
    // Windows knows no SIGTERM, and no group that its tools would share. A stopped process takes no
    // signal but SIGKILL.
    if (process.platform === 'win32') await killTree(child.pid)
    else child.kill(graceMs > 0 ? 'SIGTERM' : 'SIGKILL')
    const kill = setTimeout(() => child.kill('SIGKILL'), graceMs)
    await exited
    clearTimeout(kill)
  }
  // The launcher's watcher holds standard error open until it has ended what the engine left.
  await Promise.race([swept, pause(SWEEP_MS)])
}

const pause = (ms: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })

function describe(reason: unknown): string {
  const text = reason instanceof Error ? reason.message : String(reason)
  return text.split('\n', 1)[0]?.replace(/\.$/, '') ?? text
}

// It colours some of what it prints, a pipe or not (opencode 1.18).
const plain = (output: OutputTail) => stripVTControlCharacters(output.text())
