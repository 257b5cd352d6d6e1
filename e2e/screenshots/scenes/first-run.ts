import { expect } from 'playwright/test'
import { engineLine } from '../../window'
import type { Act } from '../scene'

export const firstRunActs: readonly Act[] = [
  {
    name: 'first run',
    flags: [],
    scenes: [
      {
        name: 'first-run-starting',
        play: async ({ page }) => expect(engineLine(page)).toContainText('starting'),
      },
      {
        name: 'first-run',
        play: async ({ page }) => {
          await expect(page.getByText('free models')).toBeVisible({ timeout: 60_000 })
        },
      },
      {
        name: 'demo',
        play: async ({ page }) => {
          await page.getByRole('button', { name: 'Try the demo' }).click()
          await expect(engineLine(page)).toContainText('emo', { timeout: 60_000 })
          await expect(engineLine(page)).toContainText('ready', { timeout: 60_000 })
        },
      },
    ],
  },
]
