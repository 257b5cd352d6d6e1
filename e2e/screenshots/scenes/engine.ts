import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { button, engineLine, send } from '../../window'
import type { Act, Stage } from '../scene'

const status = async ({ rest }: Stage) => (await rest().get('/api/engine/status')).json()

export const engineActs: readonly Act[] = [
  {
    name: 'engine',
    scenes: [
      {
        name: 'engine-starting',
        play: async ({ page }) => expect(engineLine(page)).toContainText('starting'),
      },
      {
        name: 'engine-details',
        play: async ({ page }) => {
          await expect(engineLine(page)).toContainText('ready')
          await send(page, 'say The engine is about to go, and this stays where it is.')
          await expect(page.getByRole('article', { name: 'Agent' })).toBeVisible()
          await expect(button(page, 'Send')).toHaveCount(1)
          await button(page, 'Engine details').click()
        },
        leave: async ({ page }) => page.keyboard.press('Escape'),
      },
      {
        name: 'engine-stopped',
        play: async (stage) => {
          await stage.rest().get('/api/engine/stop', { method: 'POST' })
          await expect(engineLine(stage.page)).toContainText('stopped')
        },
        leave: async ({ page }) => {
          await button(page, 'Start engine').click()
          await expect(engineLine(page)).toContainText('ready')
        },
      },
      {
        name: 'engine-restarting',
        play: async (stage) => {
          process.kill((await status(stage)).pid, 'SIGKILL')
          await expect(engineLine(stage.page)).toContainText('restarting')
        },
      },
    ],
  },
  {
    name: 'engine failed',
    prepare: ({ env, home }) => {
      const engine = join(home, 'engine.sh')
      const words = 'Error: the configuration of this machine names a model that there is not'
      writeFileSync(engine, `#!/bin/sh\necho "${words}" >&2\nexit 3\n`, { mode: 0o755 })
      env.WHEELHOUSE_ENGINE_BIN = engine
    },
    scenes: [
      {
        name: 'engine-failed',
        play: async ({ page }) => {
          await expect(engineLine(page)).toContainText('failed')
          await page.getByText('Last words of the engine').click()
        },
      },
    ],
  },
]
