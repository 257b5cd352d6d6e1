import type { Handlers } from '../../shared/operations'
import type { Demo } from '../demo/demo'
import type { Engine } from '../engine/engine'
import type { Events } from '../events/events'
import type { Leftovers } from '../processes/leftovers'
import { createUndoHandlers, type UndoHandlersOptions } from '../undo/undo-handlers'
import { createAskHandlers } from './ask-handlers'
import { type BrowserAccess, createBrowserHandlers } from './browser-handlers'
import { createDemoHandlers } from './demo-handlers'
import { createDesktopHandlers, type Theme } from './desktop-handlers'
import { explainFailures } from './explain-failure'
import { createProcessHandlers } from './process-handlers'
import { createProjectHandlers } from './project-handlers'
import { createProviderHandlers } from './provider-handlers'
import { createRecentProjectHandlers, type ProjectChoice } from './recent-project-handlers'
import { createRunHandlers } from './run-handlers'
import { createSessionHandlers } from './session-handlers'
import { SessionPlaces } from './session-places'

export interface HandlersOptions {
  engine: Engine
  events: Events
  /** Where the engine starts, and where sessions go that name no directory. */
  projectDir: string
}

/** What the handlers of sessions and of runs know together. */
export interface SessionHandlersOptions extends HandlersOptions {
  places: SessionPlaces
}

/** Implements the operations table over the engine. Knows no transport. */
export function createHandlers(
  options: HandlersOptions & {
    browser: BrowserAccess
    projects: ProjectChoice
    demo: Pick<Demo, 'set'>
    leftovers: Leftovers
    undo: Pick<UndoHandlersOptions, 'userData' | 'log'>
    setTheme?: ((theme: Theme) => void) | undefined
  },
): Handlers {
  const { engine, projectDir } = options
  const places = new SessionPlaces()
  const handlers: Handlers = {
    'engine.status': async () => engine.getEngineStatus(),
    'engine.start': () => engine.startEngine(projectDir),
    'engine.stop': () => engine.stopEngine(),
    'engine.restart': () => engine.restartEngine(),
    ...createSessionHandlers({ ...options, places }, options.leftovers),
    ...createProcessHandlers(options, options.leftovers),
    ...createUndoHandlers({ ...options, ...options.undo, places }),
    ...createRunHandlers({ ...options, places }),
    ...createAskHandlers(options),
    ...createProviderHandlers(options),
    ...createProjectHandlers(options),
    ...createRecentProjectHandlers(options.projects),
    ...createBrowserHandlers(options.browser),
    ...createDemoHandlers(options, options.demo),
    ...createDesktopHandlers(options.setTheme),
  }
  return explainFailures(handlers, engine)
}
