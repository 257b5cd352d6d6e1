import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as base, expect } from './fixtures'
import { engineLine } from './window'

interface Options {
  /** The project's `opencode.json`. */
  config: object | undefined
}

/** For tests that begin where a demo is ready. */
export const test = base.extend<Options>({
  config: [undefined, { option: true }],
  folders: async ({ folders, config }, use) => {
    if (config) writeFileSync(join(folders.project, 'opencode.json'), JSON.stringify(config))
    await use(folders)
  },
  page: async ({ page }, use) => {
    await expect(engineLine(page)).toContainText('ready')
    await use(page)
  },
})
