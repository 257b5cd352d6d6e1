import { join } from 'node:path'
import { type ElectronApplication, _electron as electron } from 'playwright/test'
import type { TemporaryFolders } from '../src/main/testing/temporary'

/** Ends the wait for an app that hangs; Playwright's own 30 s are too few for a busy machine. */
export const START_MS = 120_000
export const ROOT = join(import.meta.dirname, '..')

/**
 * Launches the app with a window, on these folders.
 * @returns once its page answers; whoever called closes it
 */
export async function launchApp(
  folders: TemporaryFolders,
  flags: readonly string[],
): Promise<ElectronApplication> {
  const launch = () =>
    // The Electron of the bootstrap, found by Playwright itself: only so does it hold back `ready`
    // until it is attached. Else it hangs now and then, when a window comes at that moment.
    electron.launch({
      args: [...sandboxFlags(), STILL, ROOT, ...ourFlags(folders), ...flags],
      env: environment(folders),
      timeout: START_MS,
    })
  const app = await launch()
  const trouble = await attachTrouble(app)
  if (trouble === undefined) return app
  process.stderr.write(`Playwright did not attach to the page: ${trouble}. Once more.\n`)
  await closeStuck(app)
  return launch()
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

// What breathes is drawn sixty times a second, here without a graphics card.
const STILL = '--force-prefers-reduced-motion'

/** Chromium refuses its sandbox to root. */
export const sandboxFlags = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : [])

// Of the engine: it lives for seconds, in which what its slowest compiler does never pays.
const FEWER_COMPILERS = { BUN_JSC_useFTLJIT: '0' }

/** Ours, without what belongs to the tests' own Wheelhouse, if they run in one. */
export function environment({ env }: TemporaryFolders): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !entry[0].startsWith('WHEELHOUSE_') && entry[0] !== 'INIT_CWD',
  )
  return { ...Object.fromEntries(inherited), ...env, ...FEWER_COMPILERS }
}

/**
 * Playwright 1.65 attaches to a page that is just being made, and in one of some eighty launches that
 * never ends (with Electron 33; seen as a window that never comes, and as a page that never answers).
 * @returns what main knows of the window then; undefined when the page answers
 */
async function attachTrouble(app: ElectronApplication): Promise<string | undefined> {
  const page = await app.firstWindow({ timeout: ATTACH_MS }).catch(() => undefined)
  const isAnswering = page?.evaluate(() => true).catch(() => false)
  if (await Promise.race([isAnswering, patience()])) return undefined
  const facts = app
    .evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => ({
        address: webContents.getURL(),
        isLoading: webContents.isLoading(),
        process: webContents.getOSProcessId(),
      })),
    )
    .catch(String)
  const known = await Promise.race([facts, patience()])
  return `${page ? 'it never answered' : 'it never came'}; main says ${JSON.stringify(known)}`
}

async function closeStuck(app: ElectronApplication): Promise<void> {
  const child = app.process()
  await Promise.race([app.close().catch(() => undefined), patience()])
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
}

const ATTACH_MS = 30_000
/** Resolves with nothing when that is over. */
const patience = () =>
  new Promise<undefined>((resolve) => setTimeout(resolve, ATTACH_MS, undefined).unref())
