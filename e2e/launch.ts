import { join } from 'node:path'
import { type ElectronApplication, _electron as electron } from 'playwright/test'
import type { TemporaryFolders } from '../src/main/testing/temporary'

/** Ends the wait for an app or a page that hangs; Playwright's own 30 s are too few for a busy machine. */
export const START_MS = 120_000
export const ROOT = join(import.meta.dirname, '..')

/**
 * Launches the app with a window, on these folders.
 * @returns once Playwright is attached to main; whoever called closes it
 */
export async function launchApp(
  folders: TemporaryFolders,
  flags: readonly string[],
): Promise<ElectronApplication> {
  // The Electron of the bootstrap, found by Playwright itself: only so does it hold back `ready`
  // until it is attached. Else it hangs now and then, when a window comes at that moment.
  const app = await electron.launch({
    args: [...sandboxFlags(), ...DRAWING, ROOT, ...ourFlags(folders), ...flags],
    env: environment(folders),
    timeout: START_MS,
  })
  // Of each click, which may wait for an engine too.
  app.context().setDefaultTimeout(START_MS)
  return app
}

/** What every start of the app is told. */
export const ourFlags = ({ project, userData }: TemporaryFolders) => [
  '--project',
  project,
  '--user-data-dir',
  userData,
  '--port',
  '0',
]

/**
 * Where Chromium looks for a graphics card in vain just while Playwright attaches, the page now and
 * then hangs for good: in 5 of 253 launches of Electron 33 on a busy machine; in none of 315 that do
 * not look, nor of 269 without Playwright.
 */
export const NO_GRAPHICS_CARD = '--disable-gpu'
// What breathes is drawn sixty times a second, here without a graphics card.
const DRAWING = ['--force-prefers-reduced-motion', NO_GRAPHICS_CARD]

/** Chromium refuses its sandbox to root. */
export const sandboxFlags = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : [])

/** Ours, without what belongs to the tests' own Wheelhouse, if they run in one. */
export function environment({ env }: TemporaryFolders): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !entry[0].startsWith('WHEELHOUSE_') && entry[0] !== 'INIT_CWD',
  )
  return { ...Object.fromEntries(inherited), ...env }
}
