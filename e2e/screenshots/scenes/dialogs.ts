import { expect } from 'playwright/test'
import { engineLine } from '../../window'
import type { Act, Scene, Stage } from '../scene'

const close = async ({ page }: Stage) => {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

/** A dialog that keys bring up. */
const dialog = (name: string, title: string, keys: string, more?: Scene['play']): Scene => ({
  name,
  play: async (stage) => {
    await stage.page.keyboard.press(keys)
    await expect(stage.page.getByRole('dialog', { name: title })).toBeVisible()
    await more?.(stage)
  },
  leave: close,
})

const typed =
  (field: string, text: string): Scene['play'] =>
  ({ page }) =>
    page.getByRole('combobox', { name: field }).fill(text)

const run = async ({ page }: Stage, command: string) => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search commands and sessions' }).fill(command)
  await page.keyboard.press('Enter')
}

const provider = (name: string, chosen: string, more?: Scene['play']): Scene => ({
  name,
  play: async (stage) => {
    const { page } = stage
    await run(stage, 'connect a provider')
    const search = page.getByRole('combobox', { name: 'Search providers' })
    await search.fill(chosen)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'All providers' })).toBeVisible()
    await more?.(stage)
  },
  leave: close,
})

export const dialogActs: readonly Act[] = [
  {
    name: 'dialogs',
    begin: async ({ page, rest }) => {
      await expect(engineLine(page)).toContainText('ready')
      for (let at = 1; at <= 30; at += 1) {
        await rest().get('/api/sessions', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ title: at === 7 ? 'A '.repeat(90) : `Session number ${at}` }),
        })
      }
      await expect(page.getByText('Session number 30')).toBeVisible()
    },
    scenes: [
      dialog('palette', 'Command palette', 'Control+k'),
      dialog(
        'palette-query',
        'Command palette',
        'Control+k',
        typed('Search commands and sessions', 'se'),
      ),
      dialog(
        'palette-nothing',
        'Command palette',
        'Control+k',
        typed('Search commands and sessions', 'qqqq'),
      ),
      dialog('shortcuts', 'Keyboard shortcuts', 'Control+/'),
      dialog('settings', 'Settings', 'Control+,'),
      {
        name: 'settings-large',
        play: async ({ page }) => {
          for (let at = 0; at < 5; at += 1) await page.keyboard.press('Control+Equal')
          await page.keyboard.press('Control+,')
          await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
          await expect(page.getByText('18 px')).toBeVisible()
        },
        leave: async (stage) => {
          await close(stage)
          await stage.page.keyboard.press('Control+0')
        },
      },
      {
        name: 'browser',
        play: async ({ page }) => {
          await page.getByRole('button', { name: 'Open in browser' }).click()
          await expect(page.getByRole('dialog', { name: 'Open in browser' })).toContainText('-')
        },
        leave: close,
      },
      {
        name: 'providers-demo',
        play: async (stage) => {
          await run(stage, 'connect a provider')
          await expect(stage.page.getByRole('dialog')).toContainText('Leave it to connect')
        },
        leave: close,
      },
    ],
  },
  {
    name: 'providers',
    flags: [],
    begin: async ({ page }) => {
      await expect(engineLine(page)).toContainText('ready')
      await page.getByRole('button', { name: 'Start', exact: true }).click()
    },
    scenes: [
      {
        name: 'providers',
        play: async (stage) => {
          await run(stage, 'connect a provider')
          await expect(
            stage.page.getByRole('option', { name: 'Anthropic', exact: true }),
          ).toBeVisible()
        },
        leave: close,
      },
      provider('provider-key', 'anthropic'),
      provider('provider-login', 'github copilot'),
      provider('provider-login-or-key', 'openai'),
      provider('provider-connected', 'opencode zen'),
    ],
  },
]
