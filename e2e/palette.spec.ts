import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expectAccessible } from './axe'
import { expect } from './fixtures'
import { test } from './ready-app'
import { button, send, transcript } from './window'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Command palette' })
const settings = (page: Page) => page.getByRole('dialog', { name: 'Settings' })
const search = (page: Page) => page.getByRole('combobox', { name: 'Search commands and sessions' })
const message = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const rootStyle = (page: Page, name: string) =>
  page.evaluate((it) => document.documentElement.style.getPropertyValue(it), name)

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(search(page)).toBeFocused()
}

test('commands by keys alone, and settings', async ({ page, rest, app, folders }) => {
  await test.step('the palette runs commands and opens sessions, by keys alone', async () => {
    for (const title of ['Mend the rudder', 'Polish the brass']) {
      const made = await rest.get('/api/sessions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title }),
      })
      expect(made.status).toBe(201)
    }
    await expect(page.getByText('Mend the rudder')).toBeVisible()

    await test.step('it is found by few letters, marked, and run by Enter', async () => {
      await message(page).focus()
      await openPalette(page)
      await expectAccessible(page)
      await search(page).fill('larg')
      await expect(page.getByRole('option').first()).toContainText('Make the text larger')
      await expect(page.locator('mark').first()).toHaveText('larg')
      await page.keyboard.press('Enter')
      await expect(palette(page)).toHaveCount(0)
      await expect.poll(() => rootStyle(page, '--scale')).toBe(String(14 / 13))
      await expect(message(page)).toBeFocused()
    })

    await test.step('what was run last comes first; Escape gives the focus back', async () => {
      await openPalette(page)
      await expect(page.getByRole('option').first()).toContainText('Make the text larger')
      await page.keyboard.press('Escape')
      await expect(palette(page)).toHaveCount(0)
      await expect(message(page)).toBeFocused()
    })

    await test.step('what cannot be done now is not offered', async () => {
      await openPalette(page)
      await search(page).fill('demo')
      await expect(page.getByRole('option', { name: /Leave the demo/ })).toBeVisible()
      await expect(page.getByRole('option', { name: /Try the demo/ })).toHaveCount(0)
      await search(page).fill('qqqq')
      await expect(page.getByText('Nothing matches “qqqq”')).toBeVisible()
      await expectAccessible(page)
      // Opened again at once, also while it still goes, it is there and empty.
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+k')
      await expect(search(page)).toHaveValue('')
      await expect(search(page)).toBeFocused()
      await page.keyboard.press('Escape')
      await expect(palette(page)).toHaveCount(0)
    })

    await test.step('a session is opened by its title', async () => {
      await openPalette(page)
      await search(page).fill('rudder')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { name: 'Mend the rudder' })).toBeVisible()
    })

    await test.step('it works while the agent waits for an answer', async () => {
      await send(page, 'ask Shall we go on?')
      const ask = page.getByRole('region', { name: 'Question' })
      await expect(ask).toBeVisible()
      await openPalette(page)
      await search(page).fill('polish')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { name: 'Polish the brass' })).toBeVisible()
      await openPalette(page)
      await search(page).fill('rudder')
      await page.keyboard.press('Enter')
      await expect(ask).toBeVisible()
      await button(page, 'Stop').click()
      await expect(ask).toHaveCount(0)
    })

    await test.step('a plain key is text where somebody writes, and a command elsewhere', async () => {
      const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      await message(page).fill('')
      await page.keyboard.press('?')
      await expect(message(page)).toHaveValue('?')
      await transcript(page).focus()
      await page.keyboard.press('?')
      await expect(sheet).toContainText('Open the command palette')
      await expectAccessible(page)
      await page.keyboard.press('Control+k')
      await expect(palette(page)).toHaveCount(0)
      await page.keyboard.press('Escape')
      await expect(sheet).toHaveCount(0)
      await expect(transcript(page)).toBeFocused()
    })
  })

  await test.step('settings are in force at once, here and in what the system draws, and stay', async () => {
    await test.step('the menu of the app leads to them', async () => {
      await app.evaluate(({ Menu }) => {
        const items = Menu.getApplicationMenu()?.items.flatMap((it) => it.submenu?.items ?? [])
        items?.find(({ label }) => label === 'Settings…')?.click()
      })
      await expect(settings(page)).toBeVisible()
      await expectAccessible(page)
    })

    await test.step('the theme, by arrow keys', async () => {
      await expect(page.getByRole('radio', { name: 'System' })).toBeFocused()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
      expect(await rootStyle(page, 'color-scheme')).toBe('dark')
      await expect.poll(() => app.evaluate((it) => it.nativeTheme.themeSource)).toBe('dark')
    })

    await test.step('the size of the text, and motion', async () => {
      await page.getByRole('slider', { name: 'Text size' }).press('End')
      await expect(page.getByText('18 px')).toBeVisible()
      await expect(page.locator('body')).toHaveCSS('font-size', '18px')
      await page.getByRole('switch', { name: 'Reduce motion' }).press('Space')
      await expect(page.locator(':root[data-motion="reduced"]')).toHaveCount(1)
      await expectAccessible(page)
      await page.keyboard.press('Escape')
      await expect(settings(page)).toHaveCount(0)
      await page.keyboard.press('Control+Minus')
      await expect(page.locator('body')).toHaveCSS('font-size', '17px')
    })

    await test.step('all of it after a reload, and the theme at the next start', async () => {
      await page.reload()
      await expect(page.locator('body')).toHaveCSS('font-size', '17px')
      expect(await rootStyle(page, 'color-scheme')).toBe('dark')
      await expect(page.locator(':root[data-motion="reduced"]')).toHaveCount(1)
      const kept = readFileSync(join(folders.userData, 'theme.json'), 'utf8')
      expect(JSON.parse(kept)).toEqual({ theme: 'dark' })
    })
  })
})
