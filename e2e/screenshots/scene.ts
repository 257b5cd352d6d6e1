import type { ElectronApplication, Page } from 'playwright/test'
import type { TemporaryFolders } from '../../src/main/testing/temporary'
import type { Rest } from '../fixtures'

/** What a scene plays on. */
export interface Stage {
  page: Page
  app: ElectronApplication
  folders: TemporaryFolders
  /** A companion tool's view; not before the engine is ready. */
  rest: () => Rest
}

/** A screen or a state of one, worth a picture. */
export interface Scene {
  /** Of the files: `palette` becomes `palette-dark-1280x800.png` and three more. */
  name: string
  /** Brings it up, from where the scene before left off, and waits until it stands. */
  play: (stage: Stage) => Promise<void>
  /** Leaves it for the next one. */
  leave?: (stage: Stage) => Promise<void>
}

/** Scenes that share one app, in this order. */
export interface Act {
  name: string
  /** For the app; `['--demo']` when absent. */
  flags?: string[]
  /** Before the app is launched. */
  prepare?: (folders: TemporaryFolders) => void
  /** Before the first scene, once the window is there. */
  begin?: (stage: Stage) => Promise<void>
  scenes: readonly Scene[]
}
