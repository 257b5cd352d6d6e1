import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import {
  test as base,
  type ElectronApplication,
  _electron as electron,
  expect,
  type Page,
} from 'playwright/test'
import { makeTemporaryFolders, type TemporaryFolders } from '../src/main/testing/temporary'
import { processesWithin } from './process-table'

export { expect }

/** Ends the wait for an app that hangs; Playwright's own 30 s are too few for a busy machine. */
export const START_MS = 120_000
const ROOT = join(import.meta.dirname, '..')
/** The Electron that the bootstrap found: `electron` honours ELECTRON_OVERRIDE_DIST_PATH. */
const ELECTRON: string = createRequire(import.meta.url)('electron')

/** What a finished command left behind. */
export interface Finished {
  code: number | null
  stdout: string
  stderr: string
}

/** An app without windows, as a script would start it. */
export interface Headless {
  child: ChildProcess
  /** The one JSON line that it prints when it is ready. */
  ready: Promise<{ url: string; userData: string }>
  finished: Promise<Finished>
}

interface Fixtures {
  folders: TemporaryFolders
  /** Launches the app with a window; closed at the end of the test. */
  launch: (...flags: string[]) => Promise<ElectronApplication>
  /** Starts the app as a plain process; ended at the end of the test. */
  start: (flags: string[], env?: Record<string, string>) => Headless
  app: ElectronApplication
  page: Page
  /** What companion tools read. */
  rest: Rest
}

/** A companion tool's view: the address and the token of `server.json`. */
export interface Rest {
  url: string
  token: string
  get: (path: string, init?: RequestInit) => Promise<Response>
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  folders: async ({}, use) => {
    const folders = makeTemporaryFolders()
    await use(folders)
    // Whatever the test did, nothing that it started may live on.
    await expect.poll(() => processesWithin(folders.home)).toEqual([])
    folders.remove()
  },
  launch: async ({ folders }, use) => {
    const launched: ElectronApplication[] = []
    const launch = (flags: string[]) =>
      // The Electron of the bootstrap, found by Playwright itself: only so does it hold back `ready`
      // until it is attached. Else it hangs now and then, when a window comes at that moment.
      electron.launch({
        args: [...sandboxFlags(), STILL, ROOT, ...ourFlags(folders), ...flags],
        env: environment(folders),
        timeout: START_MS,
      })
    await use(async (...flags) => {
      let app = await launch(flags)
      const trouble = await attachTrouble(app)
      if (trouble !== undefined) {
        process.stderr.write(`Playwright did not attach to the page: ${trouble}. Once more.\n`)
        await closeStuck(app)
        app = await launch(flags)
      }
      launched.push(app)
      return app
    })
    for (const app of launched) await app.close()
  },
  start: async ({ folders }, use) => {
    const started: Headless[] = []
    await use((flags, env = {}) => {
      const headless = startProcess(folders, flags, env)
      started.push(headless)
      return headless
    })
    for (const { child, finished } of started) {
      child.kill('SIGTERM')
      await finished
    }
  },
  app: async ({ launch }, use) => {
    await use(await launch('--demo'))
  },
  page: async ({ app }, use) => {
    const page = await app.firstWindow({ timeout: START_MS })
    await use(page)
  },
  rest: async ({ page, folders }, use) => {
    await expect(page.getByRole('status', { name: 'Engine' })).toContainText('ready')
    await use(readRest(folders))
  },
})

/** Reads `server.json` as a companion tool would. */
export function readRest({ userData }: { userData: string }): Rest {
  const { url, token } = JSON.parse(readFileSync(join(userData, 'server.json'), 'utf8'))
  return {
    url,
    token,
    get: (path, init = {}) =>
      fetch(new URL(path, url), {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...init.headers },
      }),
  }
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

const ourFlags = ({ project, userData }: TemporaryFolders) => [
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

function environment({ env }: TemporaryFolders): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !entry[0].startsWith('WHEELHOUSE_') && entry[0] !== 'INIT_CWD',
  )
  return { ...Object.fromEntries(inherited), ...env, ...FEWER_COMPILERS }
}

function startProcess(
  folders: TemporaryFolders,
  flags: string[],
  env: Record<string, string>,
): Headless {
  const child = spawn(
    ELECTRON,
    [...sandboxFlags(), '--ozone-platform=headless', ROOT, ...ourFlags(folders), ...flags],
    { env: { ...environment(folders), ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let stdout = ''
  let stderr = ''
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const ready = new Promise<{ url: string; userData: string }>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      stdout += chunk
      const line = stdout.split('\n').find((text) => text.startsWith('{'))
      if (line?.endsWith('}')) resolve(JSON.parse(line))
    })
    finished.then(() => reject(new Error(`It ended before it was ready.\n${stderr}`)))
  })
  ready.catch(() => undefined)
  return { child, ready, finished }
}
