import { join } from 'node:path'
import type { EngineStatus } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { Logger } from '../logging'
import { ourUid } from '../owners'
import { ourselves, rememberedGroups } from '../steady-path'
import { requireProject } from '../user-data'
import { ATTACHED_RULE, attachEngine } from './attach'
import { findEngineBinary } from './binary'
import { systemClock } from './clock'
import { mergedConfig } from './config-content'
import { createClient, type EngineConnection, type OpencodeClient, probeHealth } from './connection'
import { databaseTrouble } from './database-trouble'
import { closeEngineFolders, databaseOf, requireEngineFolders } from './engine-folders'
import { type Environment, ownEnvironment } from './environment'
import { HANG_RULE, type HealthRule, watchHealth } from './health'
import { type EngineConfig, launchEngine } from './launch'
import { LibraryFolder } from './library-folder'
import { EngineRegistry } from './registry'
import { bundledRipgrep } from './ripgrep'
import { Supervisor } from './supervisor'
import { mendedTemporaryFolder } from './temporary-folder'
import { requireTrustedProject } from './trusted-files'
import { workingShell } from './working-shell'

/** How long a ready engine may take to answer a probe; more than one that starts, which is asked again. */
const PROBE_MS = 5_000

export interface EngineOptions {
  log: Logger
  /** A folder of ours: the launcher, which engine runs, and what it unpacks. */
  directory: string
  config?: EngineConfig | undefined
  /** Asked at each start: the demo, while it is on, has a configuration and folders of its own. */
  demo?: (() => EngineDemo | undefined) | undefined
  /** Belongs to the person's environment beside our own process's. Awaited before the first start. */
  env?: Promise<Environment> | Environment | undefined
  /** Uses this engine instead of starting one; it is never stopped. */
  attach?: EngineConnection | undefined
  /** What counts as a hang; the design's own rule when absent. */
  health?: HealthRule | undefined
  /** Finds the executable; throws an AppError that says where it looked. */
  findBinary?: (env: NodeJS.ProcessEnv) => string
}

/** With what the engine is started in the demo. */
export interface EngineDemo {
  config: EngineConfig
  /** Takes the place of the person's; what is undefined is taken out. */
  env: Environment
}

/** The one engine of the app and its public face. */
export interface Engine {
  /**
   * Starts the engine in a directory and waits until it answers. While it starts or runs, another
   * call gets the same start.
   * @throws AppError `invalid_input` for a directory that is not there, `engine_unavailable`
   */
  startEngine(projectDir: string): Promise<EngineStatus>
  /**
   * Ends it and starts it again where it was.
   * @throws AppError `conflict` for an engine that is not ours or was never started
   */
  restartEngine(): Promise<EngineStatus>
  /** @throws AppError `engine_unavailable` when the engine is not ready */
  getClient(): OpencodeClient
  /**
   * Ends the engine and resolves when its process is gone; nothing happens when there is none.
   * @throws AppError `conflict` for an engine that is not ours
   */
  stopEngine(): Promise<EngineStatus>
  /** Leaves the engine alone when it is not ours, else ends it: the app is closing. */
  close(): Promise<void>
  getEngineStatus(): EngineStatus
  /** What keeps our engine's database from being written, and what to do; undefined when nothing is seen. */
  storageTrouble(): string | undefined
  /** Address and password of the ready engine, for the event reader. */
  getConnection(): EngineConnection | undefined
  /** The environment in which the engine was started last, or is to be: where its folders are. */
  getEnvironment(): NodeJS.ProcessEnv
  /** Bytes came on the event stream: whatever else is slow, the engine lives. */
  noteActivity(): void
  /** Calls back after each change of state. @returns how to stop that */
  onStatus(listener: (status: EngineStatus) => void): () => void
}

/** Builds the engine's keeper; starts nothing, but ends what an earlier app left running. */
export function createEngine(options: EngineOptions): Engine {
  const { log, directory, attach, findBinary = findEngineBinary } = options
  const listeners = new Set<(status: EngineStatus) => void>()
  const registry = new EngineRegistry(join(directory, 'running.json'), log)
  const libraries = new LibraryFolder(join(directory, 'libraries'), log)
  /** Of the engine that was started last. */
  let database: string | undefined
  let lastByteAt = 0
  let environment: NodeJS.ProcessEnv = process.env
  let client: { of: EngineConnection; client: OpencodeClient } | undefined

  // What the system says of a group and of a list is not asked for anew with each request.
  const isOthersGroup = rememberedGroups(ourUid() ?? 0)
  const requireTrusted = (directory: string) => {
    const uid = ourUid()
    if (uid === undefined) return
    requireTrustedProject(directory, environment, { ...ourselves(uid), isOthersGroup })
  }

  const launch = async (projectDir: string, signal: AbortSignal) => {
    const demo = options.demo?.()
    const env = { ...ownEnvironment(), ...(await options.env), ...demo?.env }
    const config = mergedConfig(env.OPENCODE_CONFIG_CONTENT, demo?.config ?? options.config, env)
    environment = env
    const binary = findBinary(env)
    closeEngineFolders(env, projectDir, log)
    requireEngineFolders(env, projectDir)
    requireTrusted(projectDir)
    database = databaseOf(env, projectDir)
    const unpacked = libraries.prepare(env.BUN_TMPDIR)
    const temporary = mendedTemporaryFolder(env, join(directory, 'temporary'), log)
    return launchEngine({
      binary,
      projectDir,
      directory,
      config,
      env,
      given: {
        programs: bundledRipgrep(log),
        folders: { ...temporary, ...unpacked.env },
        shell: workingShell(env, log),
      },
      log,
      signal,
      onSpawn: (pid, exited) => {
        registry.add(pid)
        exited.then(() => {
          unpacked.ended()
          registry.clear()
        })
      },
    })
  }

  const supervisor = new Supervisor({
    log,
    launch: (projectDir, signal, say) =>
      attach ? attachEngine(attach, signal, say) : launch(projectDir, signal),
    // The remote one may come and go as it likes; ours must not keep a core busy with dying.
    breaker: attach ? Number.POSITIVE_INFINITY : undefined,
    watch: (engine, onHang) => {
      lastByteAt = systemClock.now()
      return watchHealth({
        rule: options.health ?? (attach ? ATTACHED_RULE : HANG_RULE),
        probe: async () => (await probeHealth(engine, { timeoutMs: PROBE_MS })) !== undefined,
        lastByteAt: () => lastByteAt,
        clock: systemClock,
        onHang,
      })
    },
    onStatus: () => {
      for (const listener of listeners) {
        try {
          listener(getEngineStatus())
        } catch (error) {
          log.error('A listener to the state of the engine failed; the others go on.', error)
        }
      }
    },
  })
  if (!attach) registry.reap()

  const getEngineStatus = (): EngineStatus => ({
    ...supervisor.status,
    ...(supervisor.engine?.passwordInherited && { passwordInherited: true }),
    ...(attach && { attached: true }),
    ...(!attach && options.demo?.() && { demo: true }),
  })
  const close = async () => {
    await supervisor.stop()
    await registry.settled()
  }
  const requireOurs = (what: string) => {
    if (!attach) return
    throw new AppError(
      'conflict',
      `This engine runs elsewhere (WHEELHOUSE_ENGINE_URL); ${what} it there.`,
    )
  }

  return {
    async startEngine(projectDir) {
      if (!attach) requireProject(projectDir)
      await supervisor.start(projectDir)
      return getEngineStatus()
    },
    async restartEngine() {
      requireOurs('restart')
      await supervisor.restart()
      return getEngineStatus()
    },
    getClient() {
      const { engine } = supervisor
      if (!engine) throw new AppError('engine_unavailable', unavailable(getEngineStatus()))
      if (client?.of !== engine)
        client = { of: engine, client: createClient(engine, attach ? undefined : requireTrusted) }
      return client.client
    },
    async stopEngine() {
      requireOurs('stop')
      await close()
      return getEngineStatus()
    },
    close,
    getEngineStatus,
    storageTrouble: () => (database === undefined ? undefined : databaseTrouble(database)),
    getConnection: () => supervisor.engine,
    getEnvironment: () => environment,
    noteActivity() {
      lastByteAt = systemClock.now()
    },
    onStatus(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function unavailable({ state, lastError, attached }: EngineStatus): string {
  // It comes back by what is done elsewhere, so what is wrong there is the news.
  if (attached && state !== 'stopped' && lastError) return lastError.message
  if (state === 'starting') return 'The engine is still starting. Try again in a moment.'
  if (state === 'restarting') return 'The engine is restarting. Try again in a moment.'
  if (state === 'failed' && lastError) return lastError.message
  return 'The engine is not running. Start it first.'
}
