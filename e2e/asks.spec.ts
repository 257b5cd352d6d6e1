import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expect, test } from './fixtures'
import { button, engineLine, send } from './window'

const rows = (page: Page) => page.getByRole('list', { name: 'Sessions' }).getByRole('button')
const region = (page: Page, name: 'Permission request' | 'Question') =>
  page.getByRole('region', { name })

test.beforeEach(({ folders }) => {
  const config = { permission: { bash: 'ask', edit: 'ask' } }
  writeFileSync(join(folders.project, 'opencode.json'), JSON.stringify(config))
})

test('the window says what the agent waits for, until its run is stopped', async ({ page }) => {
  await expect(engineLine(page)).toContainText('ready')
  await button(page, 'New session').click()
  const words = Array.from({ length: 300 }, (_, i) => `word-${i}`).join(' ')
  await send(page, `run echo ${words}`)
  await expect(region(page, 'Permission request')).toContainText('wants to run a command')
  await expect(region(page, 'Permission request')).toContainText(`echo ${words}`)
  // It came below a message that is longer than the window, and took nobody from the end.
  await expect(button(page, 'Jump to latest')).toHaveCount(0)
  await expect(region(page, 'Permission request')).not.toContainText('sub-agent')
  await expect(rows(page).first()).toHaveAccessibleDescription('1 waiting for you')

  // What waits in another session is seen in the list, and not in the one that is open.
  await button(page, 'New session').click()
  await send(page, 'ask Shall we go on?')
  await expect(region(page, 'Question')).toContainText('Shall we go on?')
  await expect(region(page, 'Permission request')).toHaveCount(0)
  await expect(rows(page).nth(0)).toHaveAccessibleDescription('1 waiting for you')
  await expect(rows(page).nth(1)).toHaveAccessibleDescription('1 waiting for you')

  await button(page, 'Stop').click()
  await expect(region(page, 'Question')).toHaveCount(0)
  await expect(rows(page).nth(0)).not.toHaveAccessibleDescription(/waiting/)
  await expect(rows(page).nth(1)).toHaveAccessibleDescription('1 waiting for you')
})

test('whoever looks at a session sees what its sub-agent waits for', async ({ page }) => {
  await expect(engineLine(page)).toContainText('ready')
  await button(page, 'New session').click()
  await send(page, 'delegate write note.txt: hello')
  await expect(region(page, 'Permission request')).toContainText('wants to change a file')
  await expect(region(page, 'Permission request')).toContainText('note.txt')
  await expect(region(page, 'Permission request')).toContainText('Asked by a sub-agent')
  await expect(rows(page)).toHaveCount(1)
  await expect(rows(page).first()).toHaveAccessibleDescription('1 waiting for you')

  // A page that comes later was told by no event: it knows from what the stream begins with.
  await page.reload()
  await expect(region(page, 'Permission request')).toContainText('Asked by a sub-agent')
  await expect(rows(page).first()).toHaveAccessibleDescription('1 waiting for you')

  await button(page, 'Stop').click()
  await expect(region(page, 'Permission request')).toHaveCount(0)
})
