import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test as base, type ElectronApplication, expect, type Page } from 'playwright/test'
import { makeTemporaryFolders, type TemporaryFolders } from '../src/main/testing/temporary'
import { environment, launchApp, ourFlags, ROOT, START_MS, sandboxFlags } from './launch'
import { processesWithin } from './process-table'

export { expect }

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
    await leaveNothing(folders)
  },
  launch: async ({ folders }, use) => {
    const launched: ElectronApplication[] = []
    await use(async (...flags) => {
      const app = await launchApp(folders, flags)
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

/** Whatever ran on the folders, nothing that it started may live on. */
export async function leaveNothing(folders: TemporaryFolders): Promise<void> {
  await expect.poll(() => processesWithin(folders.home)).toEqual([])
  folders.remove()
}

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
