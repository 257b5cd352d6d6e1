import { statSync } from 'node:fs'
import type { EngineState, EngineStatus } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { Logger } from '../logging'
import { findEngineBinary } from './binary'
import { createClient, type EngineConnection, type OpencodeClient } from './connection'
import { describeExit, type EngineConfig, type EngineProcess, launchEngine } from './launch'

export interface EngineOptions {
  log: Logger
  /** A folder of ours for what starts the engine. */
  launcherDir: string
  config?: EngineConfig | undefined
  /** Set for the engine beside our own environment. */
  env?: Readonly<Record<string, string>> | undefined
  /** Finds the executable; throws an AppError that says where it looked. */
  findBinary?: () => string
  now?: () => number
}

/** The one engine of the app and its public face. */
export interface Engine {
  /**
   * Starts the engine in a directory and waits until it answers. While it starts or runs, another
   * call gets the same start.
   * @throws AppError `invalid_input` for a directory that is not there, `engine_unavailable`
   */
  startEngine(projectDir: string): Promise<EngineStatus>
  /** @throws AppError `engine_unavailable` when the engine is not ready */
  getClient(): OpencodeClient
  /** Ends the engine and resolves when its process is gone; nothing happens when there is none. */
  stopEngine(): Promise<void>
  getEngineStatus(): EngineStatus
  /** Address and password of the ready engine, for the event reader. */
  getConnection(): EngineConnection | undefined
  /** Calls back after each change of state. @returns how to stop that */
  onStatus(listener: (status: EngineStatus) => void): () => void
}

/** Builds the engine's keeper; starts nothing. */
export function createEngine(options: EngineOptions): Engine {
  const { log, findBinary = () => findEngineBinary(), now = Date.now } = options
  const listeners = new Set<(status: EngineStatus) => void>()
  let status: EngineStatus = { running: false, state: 'stopped', since: now() }
  let starting: { done: Promise<EngineStatus>; abort: AbortController } | undefined
  let running: { engine: EngineProcess; client: OpencodeClient } | undefined

  const enter = (state: EngineState, reason: string, more: Partial<EngineStatus> = {}) => {
    log.info(`Engine: ${status.state} → ${state} (${reason})`)
    const projectDir = more.projectDir ?? status.projectDir
    status = {
      ...more,
      running: state === 'ready',
      state,
      since: now(),
      ...(projectDir !== undefined && { projectDir }),
    }
    for (const listener of listeners) listener(status)
  }

  const start = async (projectDir: string, signal: AbortSignal): Promise<EngineStatus> => {
    try {
      requireDirectory(projectDir)
      enter('starting', 'asked to start', { projectDir })
      const { launcherDir, config, env } = options
      const engine = await launchEngine({
        binary: findBinary(),
        projectDir,
        launcherDir,
        config,
        env,
        signal,
      })
      running = { engine, client: createClient(engine) }
      engine.exited.then((exit) => {
        if (running?.engine !== engine) return
        running = undefined
        const message = `The engine stopped: it ${describeExit(exit)}. Start it again.`
        log.error(message, engine.output())
        enter('failed', 'the process ended', { lastError: { message, output: engine.output() } })
      })
      const { url, pid, version } = engine
      enter('ready', 'it answers', { url, pid, version })
      return status
    } catch (error) {
      if (signal.aborted) {
        enter('stopped', 'asked to stop while starting')
      } else {
        log.error('The engine did not start.', error)
        enter('failed', 'it did not start', { lastError: lastErrorOf(error) })
      }
      throw error
    }
  }

  return {
    startEngine(projectDir) {
      if (starting) return starting.done
      if (running) return Promise.resolve(status)
      const abort = new AbortController()
      const done = start(projectDir, abort.signal).finally(() => {
        starting = undefined
      })
      starting = { done, abort }
      return done
    },
    getClient() {
      if (running) return running.client
      throw new AppError('engine_unavailable', unavailable(status))
    },
    async stopEngine() {
      if (starting) {
        starting.abort.abort(new Error('stopped'))
        await starting.done.catch(() => undefined)
      }
      if (!running) return
      const { engine } = running
      running = undefined
      enter('stopped', 'asked to stop')
      await engine.stop()
    },
    getEngineStatus: () => status,
    getConnection: () => running?.engine,
    onStatus(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function requireDirectory(projectDir: string): void {
  if (statSync(projectDir, { throwIfNoEntry: false })?.isDirectory()) return
  throw new AppError(
    'invalid_input',
    `The project directory ${projectDir} does not exist. Create it, or name another with --project.`,
  )
}

function unavailable(status: EngineStatus): string {
  if (status.state === 'starting') return 'The engine is still starting. Try again in a moment.'
  return status.lastError?.message ?? 'The engine is not running. Start it first.'
}

function lastErrorOf(error: unknown): NonNullable<EngineStatus['lastError']> {
  const message = error instanceof Error ? error.message : String(error)
  const details = error instanceof AppError ? error.details : undefined
  const output =
    typeof details === 'object' && details !== null && 'output' in details
      ? String(details.output)
      : undefined
  return { message, ...(output && { output }) }
}
