import { expect } from 'playwright/test'
import { button, engineLine, send } from '../../window'
import type { Act, Stage } from '../scene'

const status = async ({ rest }: Stage) => (await rest().get('/api/engine/status')).json()

/** Kills the engine until it is given up. */
async function exhaust(stage: Stage): Promise<void> {
  for (let crash = 1; crash <= 5; crash += 1) {
    await expect.poll(async () => (await status(stage)).state, { timeout: 60_000 }).toBe('ready')
    process.kill((await status(stage)).pid, 'SIGKILL')
    await expect.poll(async () => (await status(stage)).state).not.toBe('ready')
  }
}

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
      {
        name: 'engine-failed',
        play: async (stage) => {
          await exhaust(stage)
          await expect(engineLine(stage.page)).toContainText('failed')
        },
      },
    ],
  },
]
