import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { expectAccessible } from './axe'
import { expect, test } from './fixtures'
import { test as ready } from './ready-app'
import { button, engineLine, say } from './window'

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const tab = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) })
const file = (page: Page, name: string) =>
  region(page, 'Changes').getByRole('listitem').filter({ hasText: name })

const resize = (app: ElectronApplication, width: number, height: number) =>
  app.evaluate(
    ({ BrowserWindow }, [w = 0, h = 0]) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(w, h)
    },
    [width, height],
  )

test('shows what the session changed', async ({ folders, app, page }) => {
  const { project } = folders
  const lines = Array.from({ length: 30 }, (_, index) => `const v${index} = ${index}`)
  writeFileSync(join(project, 'app.ts'), `${lines.join('\n')}\n`)
  writeFileSync(join(project, 'gone.txt'), 'bye\n')
  writeFileSync(join(project, 'old.txt'), 'one\ntwo\n')
  const git = (...words: string[]) => execFileSync('git', words, { cwd: project })
  git('init', '-q')
  git('add', '-A')
  git('-c', 'user.email=a@b', '-c', 'user.name=n', 'commit', '-qm', 'first')
  await expect(engineLine(page)).toContainText('ready')
  await resize(app, 1_440, 800)

  await test.step('hidden at first; the toggle shows it, with nothing yet', async () => {
    await say(page, 'say hello')
    await expect(page.getByRole('complementary', { name: 'Side panel' })).toBeHidden()
    await button(page, 'Side panel').click()
    await expect(region(page, 'Changes')).toContainText('No changes yet')
    await expectAccessible(page)
  })

  await test.step('lists each file with its state and counts once the run is over', async () => {
    await say(page, 'edit app.ts: v12 = 12 => v12 = twelve')
    await expect(file(page, 'app.ts')).toContainText(
      'Changed: app.ts+1 lines added−1 lines removed',
    )
    await expect(tab(page, 'Changes')).toHaveText('Changes1')
    const command =
      'rm gone.txt; mv old.txt new.txt; printf "\\000" > bin.dat; seq 1 5000 > big.txt'
    await say(page, `run ${command}`)
    await expect(tab(page, 'Changes')).toHaveText('Changes5')
    await expect(file(page, 'gone.txt')).toContainText('Deleted: ')
    await expect(file(page, 'new.txt')).toContainText('Renamed: ')
    await expect(file(page, 'big.txt')).toContainText('Added: big.txt+5,000')
  })

  await test.step('shows the lines, folds them, and opens what is between on request', async () => {
    const app = file(page, 'app.ts')
    await expect(app.locator('.diff-code-delete')).toHaveText('const v12 = 12')
    await expect(app.locator('.diff-code-insert')).toHaveText('const v12 = twelve')
    await expect(app.locator('.diff-code-insert .hljs-keyword')).toHaveText('const')
    await expect(app.getByText('const v1 = 1')).toBeHidden()
    await button(page, 'Show 9 unchanged lines').click()
    await expect(app.getByText('const v1 = 1', { exact: true })).toBeVisible()
    await app.getByRole('button', { expanded: true }).click()
    await expect(app.locator('.diff-code')).toHaveCount(0)
    await app.getByRole('button', { expanded: false }).click()
  })

  await test.step('bounds what is large, and says what has no lines', async () => {
    await file(page, 'big.txt').getByRole('button', { expanded: false }).click()
    await expect(file(page, 'big.txt').locator('.diff-code')).toHaveCount(1_000)
    await expect(file(page, 'big.txt')).toContainText('The first 1,000 changed lines are shown.')
    await file(page, 'big.txt').getByRole('button', { expanded: true }).click()
    await file(page, 'bin.dat').getByRole('button', { expanded: false }).click()
    await expect(file(page, 'bin.dat')).toContainText('the file is binary or empty')
    await expectAccessible(page)
  })

  await test.step('stands side by side once there is room, which the edge makes by keyboard', async () => {
    await button(page, 'Split').click()
    await expect(region(page, 'Changes')).toContainText('too narrow for split')
    await page.getByRole('separator', { name: 'Side panel width' }).press('End')
    await expect(page.locator('.diff-split')).not.toHaveCount(0)
    await expectAccessible(page)
  })

  await test.step('stands as it was after a reload', async () => {
    await page.reload()
    await expect(page.locator('.diff-split')).not.toHaveCount(0)
  })
})

ready('shows to-dos, context and the events of the stream', async ({ app, page }) => {
  await resize(app, 1_280, 800)
  await say(page, 'say hello')

  await test.step('checks off to-dos as the agent writes them', async () => {
    await button(page, 'Side panel').click()
    await tab(page, 'To-dos').click()
    await expect(region(page, 'To-dos')).toContainText('No to-dos')
    await say(page, 'todo sketch, build, polish')
    const items = region(page, 'To-dos').getByRole('listitem')
    await expect(items).toHaveText(['sketchIn progress', 'buildTo do', 'polishTo do'])
    await expect(region(page, 'To-dos')).toContainText('0 of 3 done')
    await expectAccessible(page)
  })

  await test.step('tells how full the window is, and what sub-agents used apart', async () => {
    await say(page, 'delegate say hi')
    await tab(page, 'To-dos').press('ArrowRight')
    const context = region(page, 'Context')
    await expect(context.getByRole('meter', { name: 'Window used' })).toHaveAttribute(
      'aria-valuetext',
      /^\d+ %, [\d,]+ of 32,000 tokens$/,
    )
    await expect(context).toContainText('Demo (scripted)')
    await expect(context).toContainText('No price is known for this model.')
    await expect(context).toContainText('Sessions1')
    await expectAccessible(page)
  })

  const events = region(page, 'Events')
  const rows = events.getByRole('option')

  await test.step('where no git is, the changes say so', async () => {
    await tab(page, 'Changes').click()
    await expect(region(page, 'Changes')).toContainText('Changes are not tracked here')
  })

  await test.step('shows events as they come, and nothing from before', async () => {
    await tab(page, 'Events').click()
    await expect(events).toContainText('Listening')
    await expectAccessible(page)
    await say(page, 'say a straw in the haystack')
    await expect(rows.last()).toBeVisible()
  })

  await test.step('finds text in the JSON, and shows that of the event which is picked by arrows', async () => {
    await events.getByRole('searchbox').fill('HAYSTACK')
    await expect(rows.first()).toBeVisible()
    await events.getByRole('listbox').press('ArrowUp')
    await expect(rows.last()).toHaveAttribute('aria-selected', 'true')
    await expect(region(page, 'Raw JSON')).toContainText('"payload": {')
    await expect(region(page, 'Raw JSON')).toContainText('haystack')
    await expectAccessible(page)
    await events.getByRole('listbox').press('Escape')
  })

  await test.step('stands still while paused, and says how many wait', async () => {
    await events.getByRole('searchbox').fill('')
    const before = await rows.last().getAttribute('aria-setsize')
    await say(page, 'say more of it')
    await expect(events.getByRole('button', { name: /^Resume, [1-9]\d* waiting$/ })).toBeVisible()
    await expect(rows.last()).toHaveAttribute('aria-setsize', before ?? '')
    await events.getByRole('button', { name: /^Resume/ }).click()
    await expect(rows.last()).not.toHaveAttribute('aria-setsize', before ?? '')
  })

  await test.step('filters by type, in groups', async () => {
    await button(page, 'All types').click()
    await expectAccessible(page)
    await page.getByRole('menuitem', { name: 'Hide all' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'session.idle' }).click()
    await page.keyboard.press('Escape')
    await expect(rows).toHaveText([/session\.idle/, /session\.idle/])
    await events.getByRole('button', { name: 'Clear events' }).click()
    await expect(rows).toHaveCount(0)
  })

  await test.step('is a drawer where there is no room, which Escape closes', async () => {
    await resize(app, 720, 480)
    await expect(events).toBeHidden()
    await button(page, 'Side panel').click()
    await expect(page.getByRole('dialog', { name: 'Side panel' })).toBeVisible()
    await expect(events).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(button(page, 'Side panel')).toBeFocused()
  })
})
