import { join } from 'node:path'
import type { EngineStatus } from '../shared/engine-types'
import type { Handlers } from '../shared/operations'
import { createDemo } from './demo/demo'
import { attachedEngine } from './engine/attach'
import { createEngine } from './engine/engine'
import { keepWarm } from './engine/warm'
import { createEvents, type Events } from './events/events'
import { removeStaleDiscovery, writeDiscovery } from './http/discovery'
import { createPairing } from './http/pairing'
import { createToken } from './http/token'
import { createLogger } from './logging'
import { createLeftovers } from './processes/leftovers'
import { stopBackdatedRuns } from './sessions/backdated-runs'
import type { BrowserAccess } from './sessions/browser-handlers'
import type { Theme } from './sessions/desktop-handlers'
import { createHandlers } from './sessions/handlers'
import { RecentProjects } from './sessions/recent-projects'
import { createRunFollower } from './sessions/run'

export interface AppOptions {
  projectDir: string
  /** Whether the person named it: then it counts as the project that was used last. */
  isProjectNamed?: boolean | undefined
  userData: string
  version: string
  /** Exactly this port; without it 4848 when free. */
  port?: number | undefined
  demo: boolean
  env: NodeJS.ProcessEnv
  /** Folder of the built page, which the listener serves to browsers; without it it serves none. */
  pages?: string | undefined
  /** Opens an address in the person's browser; absent without a desktop. */
  openExternal?: ((address: string) => Promise<void>) | undefined
  /** Sets the theme of what the system draws; absent without a desktop. */
  setTheme?: ((theme: Theme) => void) | undefined
  /** Lets the person choose a folder; absent without a desktop. */
  chooseFolder?: (() => Promise<string | undefined>) | undefined
  /** The PATH that the engine is to see, when ours is not the person's. */
  shellPath?: Promise<string | undefined> | undefined
}

/** The running app without its windows. */
export interface App {
  handlers: Handlers
  events: Events
  /** Where the listener is, once it listens. Rejects with the AppError that kept it from it. */
  listening: Promise<{ url: string }>
  /** Settles with the first start of the engine. */
  engineStarted: Promise<EngineStatus>
  /** Stops the parts in reverse order and resolves when nothing is left. */
  stop(): Promise<void>
}

/**
 * The composition root: builds the parts, starts the engine before anything else, and stops them in
 * reverse order.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { projectDir, userData, version, env } = options
  const log = createLogger('app')
  const stops: (() => Promise<void> | void)[] = []
  try {
    removeStaleDiscovery(userData)
  } catch (error) {
    log.warn('The server.json of an earlier start could not be removed.', error)
  }
  // Before anything runs: what is refused here leaves nothing to stop.
  const token = createToken(env.WHEELHOUSE_TOKEN)

  const demo = createDemo(userData)
  stops.push(() => demo.close())
  if (options.demo) await demo.set(true)

  const engine = createEngine({
    log: createLogger('engine'),
    directory: join(userData, 'engine'),
    demo: demo.current,
    env: engineEnvironment(options.shellPath),
    attach: attachedEngine(env),
  })
  stops.push(() => engine.close())
  const events = createEvents({ engine, projectDir, log: createLogger('events') })
  stops.push(() => events.close())
  stops.push(keepWarm(engine, log))
  const backdated = stopBackdatedRuns({
    hub: events.hub,
    newestMessages: events.newestMessages,
    getClient: engine.getClient,
    log,
  })
  stops.push(backdated.close)
  const engineStarted = engine.startEngine(projectDir)
  // Whoever needs the engine hears of the failure from its status; this start is not awaited here.
  engineStarted.catch(() => undefined)

  const pairing = createPairing()
  const browser: BrowserAccess = {
    address: async () => (await listening).url,
    createCode: () => pairing.createCode(),
    browsers: pairing.browsers,
    openExternal: options.openExternal,
  }
  const projects = {
    recent: new RecentProjects({ file: join(userData, 'projects.json'), projectDir, log }),
    chooseFolder: options.chooseFolder,
  }
  if (options.isProjectNamed) {
    projects.recent
      .use(projectDir)
      .catch((error) => log.warn('The project was not remembered.', error))
  }
  const handlers = createHandlers({
    engine,
    events,
    projectDir,
    browser,
    projects,
    demo,
    undo: { userData, log: createLogger('undo') },
    setTheme: options.setTheme,
    leftovers: createLeftovers({
      directory: join(userData, 'engine', 'calls'),
      ownersOf: (shells) => events.shellCommands.ownersOf(shells),
      isWithin: (id, root) => events.tree.isWithin(id, root),
      onCommand: (listener) => events.shellCommands.onBegun(listener),
      log,
    }),
  })
  const listen = async () => {
    // Not before the engine is on its way: loading Express takes longer than all else that main does.
    const { startServer } = await import('./http/server')
    const server = await startServer({
      handlers,
      hub: events.hub,
      projection: events.snapshot,
      followRun: createRunFollower({
        hub: events.hub,
        tree: events.tree,
        status: (sessionID) => events.projection.status(sessionID),
        getClient: engine.getClient,
        isBackdated: backdated.has,
        onEngineStatus: engine.onStatus,
      }),
      token,
      pairing,
      pages: options.pages,
      version,
      port: options.port,
      log: createLogger('http'),
    })
    stops.push(() => server.close())
    const startedAt = Date.now()
    const { url } = server
    const discovery = await writeDiscovery(userData, {
      url,
      token,
      pid: process.pid,
      version,
      startedAt,
    })
    stops.push(() => discovery.remove())
    log.info(`Listening on ${url}`)
    return { url }
  }
  const listening = listen()
  listening.catch(() => undefined)

  return {
    handlers,
    events,
    listening,
    engineStarted,
    stop: async () => {
      await listening.catch(() => undefined)
      const failures: unknown[] = []
      for (const stop of stops.splice(0).reverse()) {
        try {
          await stop()
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Some parts did not stop cleanly')
    },
  }
}

async function engineEnvironment(
  shellPath: Promise<string | undefined> | undefined,
): Promise<Record<string, string>> {
  const path = await shellPath
  return path ? { PATH: path } : {}
}
