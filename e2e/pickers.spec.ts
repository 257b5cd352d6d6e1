import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectAccessible } from './axe'
import { expect, test } from './fixtures'
import { START_MS } from './launch'
import { engineLine } from './window'

test('what a project names shows what it is, and is searched where it is much', async ({
  launch,
  folders,
}) => {
  const efforts = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`level${at}`, {}]))
  const config = {
    agent: {
      'safe\u202eetirw': { mode: 'primary', description: 'reads\u202e only', prompt: 'Look.' },
    },
    provider: { demo: { models: { demo: { reasoning: true, variants: efforts } } } },
  }
  writeFileSync(join(folders.project, 'opencode.json'), JSON.stringify(config))
  const app = await launch('--demo')
  const page = await app.firstWindow({ timeout: START_MS })
  await expect(engineLine(page)).toContainText('ready')

  await test.step('in a menu', async () => {
    await page.getByRole('button', { name: /^Agent:/ }).click()
    const item = page.getByRole('menuitemradio', { name: /etirw/ })
    await expect(item.locator('[data-label="RLO"]')).toHaveCount(2)
    await item.click()
    await expect(page.getByRole('button', { name: 'Agent: Safe[RLO]etirw' })).toBeVisible()
  })

  await test.step('in a list', async () => {
    await page.getByRole('combobox', { name: /^Model:/ }).click()
    await page.getByRole('combobox', { name: 'Search models' }).fill('scripted')
    await page.getByRole('option', { name: /Demo \(scripted\)/ }).click()
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
    const effort = page.getByRole('combobox', { name: /^Effort:/ })
    await effort.click()
    // The engine has some of its own.
    await expect(page.getByText(/^200 of 30\d shown\./)).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('combobox', { name: 'Search: effort' }).fill('level299')
    await expect(page.getByRole('option')).toHaveText([/Level299/])
    await page.keyboard.press('Enter')
    await expect(effort).toHaveAccessibleName('Effort: Level299')
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
  })
})
