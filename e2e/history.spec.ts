import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { expectAccessible } from './axe'
import { expect, readRest, test } from './fixtures'
import { START_MS } from './launch'
import { startShareServer } from './share-server'
import { answer, button, engineLine, expectCopied, send, transcript } from './window'

const rows = (page: Page) => page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')
const mine = (page: Page) => transcript(page).getByRole('article', { name: 'You' })
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const undone = (page: Page) => page.getByRole('region', { name: 'Undone messages' })
const justDone = (page: Page) => page.getByRole('region', { name: 'Just done' })
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })

async function choose(page: Page, action: string): Promise<void> {
  await button(page, 'Session actions').click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

/** Says something in the open session and waits for the end of the run. */
async function say(page: Page, text: string, expected: string): Promise<void> {
  await send(page, text)
  await expect(answer(page)).toContainText(expected)
  await expect(button(page, 'Send')).toBeVisible()
}

/** Git, because without it the engine keeps no track of files. */
function initGit(project: string): void {
  execFileSync('git', ['init', '-q', project])
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost']
  const commit = ['commit', '-q', '--allow-empty', '-m', 'Begin']
  execFileSync('git', [...author, ...commit], { cwd: project })
}

/** The folder that saved files go to, in place of the system's question. */
const saveInto = (app: ElectronApplication, folder: string) =>
  app.evaluate(({ session }, into) => {
    session.defaultSession.on('will-download', (_event, item) => {
      item.setSavePath(`${into}/${item.getFilename()}`)
    })
  }, folder)

test('messages are undone with their files, brought back, forked and compacted', async ({
  folders,
  launch,
}) => {
  initGit(folders.project)
  const page = await (await launch('--demo')).firstWindow({ timeout: START_MS })
  const file = join(folders.project, 'two.txt')
  await expect(engineLine(page)).toContainText('ready')
  await button(page, 'New session').click()
  await say(page, 'say first', 'first')
  await say(page, 'write two.txt: hello', 'successfully')
  await say(page, 'say third', 'third')

  await test.step('undo hides the messages, takes the file back and returns the words', async () => {
    await mine(page).nth(1).hover()
    await mine(page).nth(1).getByRole('button', { name: 'Undo to here' }).click()
    await expect(undone(page)).toContainText('2 messages undone: 1 file removed.')
    await expect(mine(page)).toHaveCount(1)
    await expect(transcript(page)).not.toContainText('third')
    expect(existsSync(file)).toBe(false)
    await expect(composer(page)).toHaveValue('write two.txt: hello')
    await expectAccessible(page)
  })

  await test.step('undoing further replaces the words that came back', async () => {
    await mine(page).first().getByRole('button', { name: 'Undo to here' }).focus()
    await page.keyboard.press('Enter')
    await expect(undone(page)).toContainText('3 messages undone')
    await expect(composer(page)).toHaveValue('say first')
    await page.reload()
    await expect(undone(page)).toContainText('3 messages undone')
  })

  await test.step('redo brings all of it back', async () => {
    await undone(page).getByRole('button', { name: 'Redo' }).click()
    await expect(mine(page)).toHaveCount(3)
    await expect(undone(page)).toHaveCount(0)
    expect(readFileSync(file, 'utf8')).toBe('hello')
  })

  await test.step('redo asks before it replaces what was written since, and keeps that', async () => {
    await mine(page).nth(1).hover()
    await mine(page).nth(1).getByRole('button', { name: 'Undo to here' }).click()
    await expect(undone(page)).toContainText('1 file removed.')
    writeFileSync(file, 'mine')
    writeFileSync(join(folders.project, 'other.txt'), 'mine too')
    const question = page.getByRole('alertdialog')
    await undone(page).getByRole('button', { name: 'Redo' }).click()
    await expect(question).toContainText('two.txt')
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await expect(question).toHaveCount(0)
    expect(readFileSync(file, 'utf8')).toBe('mine')
    await undone(page).getByRole('button', { name: 'Redo' }).click()
    await question.getByRole('button', { name: 'Redo anyway' }).click()
    await expect(undone(page)).toHaveCount(0)
    await expect(mine(page)).toHaveCount(3)
    expect(readFileSync(file, 'utf8')).toBe('hello')
    expect(readFileSync(join(folders.project, 'other.txt'), 'utf8')).toBe('mine too')
    await choose(page, 'Replaced files…')
    const kept = page.getByRole('dialog', { name: 'Replaced files' })
    const redone = kept.getByRole('article', { name: 'Before a redo' })
    await expect(redone).toContainText('two.txt')
    await expectAccessible(page)
    await redone.getByRole('button', { name: 'Put back' }).click()
    await expect(kept).toContainText('Put back 1 file.')
    expect(readFileSync(file, 'utf8')).toBe('mine')
    await kept.getByRole('button', { name: 'Close' }).click()
    await expect(kept).toHaveCount(0)
  })

  await test.step('what was written stays, and a new message makes undoing final', async () => {
    await composer(page).fill('and then')
    await mine(page).nth(2).hover()
    await mine(page).nth(2).getByRole('button', { name: 'Undo to here' }).click()
    await expect(undone(page)).toContainText('1 message undone')
    await expect(composer(page)).toHaveValue('say third\n\nand then')
    await say(page, 'say instead', 'instead')
    await expect(undone(page)).toHaveCount(0)
    await expect(mine(page)).toHaveText([/first/, /two\.txt/, /instead/])
  })

  await test.step('undoing what runs stops it first', async () => {
    await send(page, 'count to 5000')
    await expect(answer(page)).toContainText('3')
    await mine(page).last().hover()
    await mine(page).last().getByRole('button', { name: 'Stop and undo to here' }).click()
    await expect(undone(page)).toContainText('1 message undone')
    await expect(mine(page)).toHaveCount(3)
    await undone(page).getByRole('button', { name: 'Redo' }).click()
    await expect(mine(page)).toHaveCount(4)
  })

  await test.step('a fork from a message holds what came before it', async () => {
    await mine(page).nth(2).hover()
    await mine(page).nth(2).getByRole('button', { name: 'Fork from here' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('(fork #1)')
    await expect(mine(page)).toHaveCount(2)
    await expect(composer(page)).toHaveValue('say instead')
    await expect(rows(page)).toHaveCount(2)
  })

  await test.step('compacting is seen, and refused when there is nothing new', async () => {
    await choose(page, 'Compact now')
    await expect(page.getByText('Compacted once')).toBeVisible()
    await expect(button(page, 'Send')).toBeVisible()
    await choose(page, 'Compact now')
    await expect(justDone(page)).toContainText('Nothing to compact')
  })
})

test('a session is renamed, exported, shared, archived and deleted with undo', async ({
  folders,
  launch,
}) => {
  const server = await startShareServer()
  const config = { enterprise: { url: server.url } }
  writeFileSync(join(folders.project, 'opencode.json'), JSON.stringify(config))
  const app = await launch('--demo')
  const page = await app.firstWindow({ timeout: START_MS })
  await expect(engineLine(page)).toContainText('ready')
  const rest = readRest(folders)
  const exists = async (id: string) => (await rest.get(`/api/sessions/${id}`)).ok
  await button(page, 'New session').click()
  await say(page, "run printf 'a\\n```\\nb\\n'", 'Done')
  const [session] = await (await rest.get('/api/sessions')).json()

  await test.step('the menu works by keyboard and gives the focus back', async () => {
    await button(page, 'Session actions').focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menu')).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.type('co')
    await expect(page.getByRole('menuitem', { name: 'Copy as Markdown' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toHaveCount(0)
    await expect(button(page, 'Session actions')).toBeFocused()
  })

  await test.step('renaming refuses nothing, is left by Escape and saved by Enter', async () => {
    await choose(page, 'Rename')
    const field = page.getByRole('textbox', { name: 'Session title' })
    await expect(field).toBeFocused()
    await field.fill(' ')
    await expect(page.getByRole('alert')).toContainText('A session needs a title.')
    await expectAccessible(page)
    await field.press('Enter')
    await field.fill('Not this one')
    await field.press('Escape')
    await expect(field).toHaveCount(0)
    await choose(page, 'Rename')
    await field.fill('Backticks in a shell')
    await field.press('Enter')
    await expect(heading(page, 'Backticks in a shell')).toBeVisible()
    expect((await (await rest.get(`/api/sessions/${session.id}`)).json()).title).toBe(
      'Backticks in a shell',
    )
  })

  await test.step('it is saved as Markdown', async () => {
    await saveInto(app, folders.home)
    await choose(page, 'Export as Markdown')
    const saved = join(folders.home, 'Backticks in a shell.md')
    await expect.poll(() => existsSync(saved)).toBe(true)
    const text = () => readFileSync(saved, 'utf8')
    await expect.poll(text).toContain('# Backticks in a shell')
    expect(text()).toContain(folders.project)
    expect(text()).toContain('### Tool `bash`')
    expect(text()).toContain('````\na\n```\nb\n````')
  })

  await test.step('sharing asks first, then shows and copies the link', async () => {
    await choose(page, 'Share…')
    const dialog = page.getByRole('alertdialog')
    await expect(dialog).toContainText('Anyone with the link can read it')
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await expectAccessible(page)
    expect(server.asked).toEqual([])
    await dialog.getByRole('button', { name: 'Publish and copy link' }).click()
    await expect(dialog.getByRole('textbox', { name: 'Link' })).toHaveValue(server.link)
    const copied = dialog.getByRole('button', { name: 'Copied' })
    await expect(copied).toBeVisible()
    await expectCopied(app, server.link, () => copied.click())
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Done' }).click()
    await expect(button(page, 'Shared')).toBeVisible()
    await choose(page, 'Stop sharing')
    await expect(justDone(page)).toContainText('no longer shared')
    await expect(button(page, 'Shared')).toHaveCount(0)
    // Before or after what the engine still had to send there.
    await expect.poll(() => server.asked).toContain('DELETE /api/share/abc123')
    await server.close()
    await choose(page, 'Share…')
    await dialog.getByRole('button', { name: 'Publish and copy link' }).click()
    await expect(dialog.getByRole('alert')).toContainText('could not be published')
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toHaveCount(0)
  })

  await test.step('archiving is undone, and brought back open', async () => {
    await choose(page, 'Archive')
    await expect(rows(page)).toHaveCount(0)
    await expect(justDone(page)).toContainText('Archived “Backticks in a shell”.')
    await justDone(page).getByRole('button', { name: 'Undo' }).click()
    await expect(rows(page)).toHaveCount(1)
    await expect(heading(page, 'Backticks in a shell')).toBeVisible()
  })

  await test.step('deleting is undone, too, and a reload loses nothing', async () => {
    await choose(page, 'Delete')
    await expect(rows(page)).toHaveCount(0)
    await expect(composer(page)).toBeFocused()
    await expectAccessible(page)
    await justDone(page).getByRole('button', { name: 'Undo' }).click()
    await expect(heading(page, 'Backticks in a shell')).toBeVisible()
    await choose(page, 'Delete')
    await expect(rows(page)).toHaveCount(0)
    await page.reload()
    await expect(rows(page)).toHaveCount(1)
    expect(await exists(session.id)).toBe(true)
  })

  await test.step('it is gone when the time is over, but not while one looks at it', async () => {
    await page.clock.install()
    await page.reload()
    await rows(page).first().click()
    await choose(page, 'Delete')
    await justDone(page).hover()
    await page.clock.runFor(60_000)
    await expect(justDone(page)).toContainText('Deleted “Backticks in a shell”.')
    expect(await exists(session.id)).toBe(true)
    await composer(page).hover()
    await page.clock.runFor(9_000)
    await expect(justDone(page)).toBeEmpty()
    await expect.poll(() => exists(session.id)).toBe(false)
    await expect(rows(page)).toHaveCount(0)
  })
})
