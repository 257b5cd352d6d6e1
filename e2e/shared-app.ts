import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { makeTemporaryFolders, type TemporaryFolders } from '../src/main/testing/temporary'
import { test as base, expect, leaveNothing, readRest } from './fixtures'
import { launchApp, START_MS } from './launch'
import { engineLine } from './window'

interface Shared {
  folders: TemporaryFolders
  app: ElectronApplication
  page: Page
  /** Tests that have begun on it. */
  tests: number
}

interface Options {
  /** The project's `opencode.json`. */
  config: object | undefined
  shared: Shared
}

/**
 * For tests that need a demo and no start of their own: those of a file share one app. Each begins
 * with no session and a page that remembers nothing; files in the project stay. A test that fails
 * takes the app with it.
 */
export const test = base.extend<object, Options>({
  config: [undefined, { scope: 'worker', option: true }],
  shared: [
    async ({ config }, use) => {
      const folders = makeTemporaryFolders()
      if (config) {
        writeFileSync(join(folders.project, 'opencode.json'), JSON.stringify(config))
      }
      const app = await launchApp(folders, ['--demo'])
      const page = await app.firstWindow({ timeout: START_MS })
      await use({ folders, app, page, tests: 0 })
      await app.close()
      await leaveNothing(folders)
    },
    { scope: 'worker', timeout: 2 * START_MS },
  ],
  folders: async ({ shared }, use) => use(shared.folders),
  app: async ({ shared }, use) => use(shared.app),
  page: async ({ shared }, use) => {
    await expect(engineLine(shared.page)).toContainText('ready')
    if (shared.tests > 0) await clear(shared)
    shared.tests += 1
    await use(shared.page)
  },
})

async function clear({ folders, page }: Shared): Promise<void> {
  const rest = readRest(folders)
  const sessions: { id: string; parentID?: string }[] = await (
    await rest.get('/api/sessions')
  ).json()
  // Those of sub-agents go with their parents.
  for (const { id } of sessions.filter(({ parentID }) => parentID === undefined)) {
    await rest.get(`/api/sessions/${id}/abort`, { method: 'POST' })
    expect((await rest.get(`/api/sessions/${id}`, { method: 'DELETE' })).ok).toBe(true)
  }
  await page.evaluate(() => {
    // After the page itself has written down what it keeps.
    addEventListener('pagehide', () => {
      localStorage.clear()
      sessionStorage.clear()
    })
  })
  await page.reload()
  await expect(engineLine(page)).toContainText('ready')
}
