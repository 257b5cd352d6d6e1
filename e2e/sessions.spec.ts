import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright/test'
import { expectAccessible } from './axe'
import { expect, type Rest, test } from './fixtures'
import { test as ready } from './ready-app'
import { answer, button, engineLine, send, sessionRows } from './window'

const { step } = test
const row = (page: Page, title: string | RegExp) =>
  sessionRows(page).and(page.getByRole('button', { name: title }))
const searchField = (page: Page) => page.getByRole('searchbox', { name: 'Search sessions' })
const project = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Sessions' }).getByRole('button', { name, exact: true })
const picker = (page: Page) => page.getByRole('dialog', { name: 'New session in' })
const place = (page: Page) => page.getByRole('main').getByRole('button', { name: /^Project: / })

/** Sends JSON as a companion tool would. */
async function call(rest: Rest, method: 'POST' | 'PATCH', path: string, body: object) {
  const headers = { 'content-type': 'application/json' }
  const sent = await rest.get(path, { method, headers, body: JSON.stringify(body) })
  expect(sent.ok).toBe(true)
  return sent.json()
}
const create = (rest: Rest, title: string, directory?: string) =>
  call(rest, 'POST', '/api/sessions', { title, directory })

/** The folder dialog answers with this, as if a person had chosen it. */
const chooseInDialog = (app: ElectronApplication, folder: string | undefined) =>
  app.evaluate(({ dialog }, folder) => {
    const filePaths = folder === undefined ? [] : [folder]
    dialog.showOpenDialog = async () => ({ canceled: folder === undefined, filePaths })
  }, folder)

/** Drags a folder over the window and lets it fall there, as the system's file manager does. */
async function dropFolder(page: Page, folder: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [folder], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 300, data })
  }
  await session.detach()
}

test('projects are added by a dialog and by dropping a folder, remembered, and said to be gone', async ({
  app,
  page,
  rest,
  folders,
}) => {
  const [chosen, dropped] = ['chosen', 'dropped'].map((name) => join(folders.home, name))
  if (!chosen || !dropped) throw new Error('Two folders are needed')
  for (const folder of [chosen, dropped]) mkdirSync(folder)
  const started = basename(folders.project)

  await step('the start view says where the agent works, and a dialog adds a project', async () => {
    await expect(place(page)).toHaveAccessibleName(`Project: ${started}`)
    await expect(page.getByText(folders.project)).toBeVisible()
    await expectAccessible(page)
    await chooseInDialog(app, undefined)
    await place(page).click()
    await button(page, 'Add project…').click()
    await expect(picker(page)).toHaveCount(0)
    await expect(place(page)).toHaveAccessibleName(`Project: ${started}`)
    await chooseInDialog(app, chosen)
    await place(page).click()
    await button(page, 'Add project…').click()
    await expect(place(page)).toHaveAccessibleName('Project: chosen')
    await expect(page.getByText(chosen)).toBeVisible()
  })

  await step('the first message starts a session there', async () => {
    await send(page, 'say hello from there')
    await expect(answer(page)).toContainText('hello from there')
    const [session] = await (await rest.get('/api/sessions')).json()
    expect(session.directory).toBe(chosen)
    // One project needs no head.
    await expect(sessionRows(page)).toHaveCount(1)
    await expect(project(page, 'chosen')).toHaveCount(0)
  })

  await step('a folder that is dropped becomes a project', async () => {
    await dropFolder(page, dropped)
    await expect(place(page)).toHaveAccessibleName('Project: dropped')
    await send(page, 'say hello from here')
    await expect(answer(page)).toContainText('hello from here')
    await expect(project(page, 'dropped')).toHaveAttribute('aria-expanded', 'true')
    await expect(project(page, 'chosen')).toHaveAttribute('aria-expanded', 'true')
    await expect(sessionRows(page)).toHaveCount(2)
    await expectAccessible(page)
  })

  await step('what is folded is so after a reload, and projects are remembered', async () => {
    await project(page, 'chosen').click()
    await expect(sessionRows(page)).toHaveCount(1)
    await expect(project(page, 'chosen')).toHaveAccessibleDescription('1 session')
    await page.reload()
    await expect(engineLine(page)).toContainText('ready')
    await expect(project(page, 'chosen')).toHaveAttribute('aria-expanded', 'false')
    await button(page, 'New session').click()
    await expect(place(page)).toHaveAccessibleName('Project: dropped')
    await place(page).click()
    const options = picker(page).getByRole('list', { name: 'Recent projects' })
    await expect(options.getByRole('listitem')).toContainText(['dropped', 'chosen', started])
    await expectAccessible(page)
  })

  await step('a folder that is gone is said so; back again, it can be worked in', async () => {
    renameSync(chosen, `${chosen}-away`)
    await page.keyboard.press('Escape')
    await place(page).click()
    await expect(picker(page)).toContainText('Its folder is gone')
    await picker(page)
      .getByRole('button', { name: /^chosen/ })
      .click()
    const alert = page.getByRole('main').getByRole('alert')
    await expect(alert).toContainText('That folder is gone. Bring it back, or choose another')
    await expectAccessible(page)
    await send(page, 'say this is not lost')
    await expect(page.getByText(/No session was created\. .*does not exist/)).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('say this is not lost')
    renameSync(`${chosen}-away`, chosen)
    await place(page).click()
    await picker(page)
      .getByRole('button', { name: /^chosen/ })
      .click()
    await expect(page.getByText('That folder is gone')).toHaveCount(0)
    await page.getByRole('textbox', { name: 'Message' }).press('Enter')
    await expect(answer(page)).toContainText('this is not lost')
  })

  await step('a project can be taken off the list; its sessions stay', async () => {
    await button(page, 'New session').click()
    await place(page).click()
    await button(page, 'Remove dropped from this list').click()
    await expect(picker(page).getByRole('button', { name: /dropped/ })).toHaveCount(0)
    const recent = await (await rest.get('/api/projects/recent')).json()
    expect(recent.map((it: { directory: string }) => it.directory)).not.toContain(dropped)
    expect(existsSync(dropped)).toBe(true)
    await page.keyboard.press('Escape')
    await expect(project(page, 'dropped')).toBeVisible()
  })
})

ready(
  'the list says what each session does, shows sub-agents below, and is searched',
  async ({ page, rest, folders }) => {
    await step(
      'what is finished elsewhere is unread, also after a reload, until it is seen',
      async () => {
        await send(page, 'say it is finished')
        await expect(answer(page)).toContainText('it is finished')
        const [{ id }] = await (await rest.get('/api/sessions')).json()
        await button(page, 'New session').click()
        await expect(sessionRows(page).first()).not.toHaveAccessibleDescription(/Done/)
        const untilGoOn = 'run until [ -e go-on ]; do sleep 0.1; done'
        const run = await rest.get(`/api/sessions/${id}/prompt`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ parts: [{ type: 'text', text: untilGoOn }] }),
        })
        await expect(sessionRows(page).first()).toHaveAccessibleDescription('Working')
        writeFileSync(join(folders.project, 'go-on'), '')
        await expect(sessionRows(page).first()).toHaveAccessibleDescription(
          /^Done, not looked at yet/,
        )
        await run.body?.cancel()
        await expectAccessible(page)
        await page.reload()
        await expect(sessionRows(page).first()).toHaveAccessibleDescription(
          /^Done, not looked at yet/,
        )
        await sessionRows(page).first().click()
        await expect(sessionRows(page).first()).not.toHaveAccessibleDescription(/Done/)
      },
    )

    await step('a sub-agent that waits is shown below its parent, which counts it', async () => {
      await button(page, 'New session').click()
      await send(page, 'delegate write note.txt: hello')
      await expect(page.getByRole('region', { name: 'Permission request' })).toBeVisible()
      const [parent, child] = [sessionRows(page).nth(0), sessionRows(page).nth(1)]
      await expect(parent).toHaveAccessibleDescription('1 waiting for you')
      await expect(child).toHaveAccessibleDescription('1 waiting for you')
      await expectAccessible(page)
      await button(page, '1 sub-agent').click()
      await expect(sessionRows(page)).toHaveCount(2)
      await button(page, '1 sub-agent').click()
      await expect(sessionRows(page)).toHaveCount(3)
      await child.click()
      await expect(child).toHaveAttribute('aria-current', 'page')
      await page.getByRole('button', { name: /^Back to / }).click()
      await expect(parent).toHaveAttribute('aria-current', 'page')
      await button(page, 'Allow once').click()
      await expect(answer(page)).toContainText('The sub-agent is done')
      // What a person opened stays open until they close it.
      await expect(sessionRows(page)).toHaveCount(3)
      await button(page, '1 sub-agent').click()
      await expect(sessionRows(page)).toHaveCount(2)
    })

    await step('what was put away is shown on demand', async () => {
      const { id } = await create(rest, 'Old harbour plans')
      await expect(row(page, 'Old harbour plans')).toBeVisible()
      await call(rest, 'PATCH', `/api/sessions/${id}`, { archived: true })
      await expect(row(page, 'Old harbour plans')).toHaveCount(0)
      await button(page, 'Archived sessions').click()
      await expect(sessionRows(page)).toHaveCount(1)
      await expect(row(page, 'Old harbour plans')).toBeVisible()
      await button(page, 'Archived sessions').click()
      await expect(sessionRows(page)).toHaveCount(2)
    })

    await step('a search finds by letters, by keyboard, over all there is', async () => {
      await create(rest, 'Repaint the hull', folders.home)
      await searchField(page).fill('harb')
      await expect(sessionRows(page)).toHaveCount(1)
      await expect(sessionRows(page).locator('mark')).toHaveText('harb')
      await expect(page.getByRole('heading', { name: 'Archived' })).toBeVisible()
      await searchField(page).fill('hull')
      await expect(sessionRows(page)).toContainText('home')
      await expectAccessible(page)
      await searchField(page).press('ArrowDown')
      await expect(row(page, 'Repaint the hull')).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { name: 'Repaint the hull', level: 1 })).toBeVisible()
      await searchField(page).fill('nothing like it')
      await expect(page.getByText('Nothing found')).toBeVisible()
      await expectAccessible(page)
      await searchField(page).press('Escape')
      await expect(searchField(page)).toHaveValue('')
      await expect(sessionRows(page)).toHaveCount(3)
    })
  },
)

ready(
  'a long list: only what is in view is drawn, and the keyboard reaches all',
  async ({ page, rest }) => {
    const COUNT = 120
    for (let at = 0; at < COUNT; at += 12) {
      const some = Array.from({ length: 12 }, (_, index) => `Session number ${at + index}`)
      await Promise.all(some.map((title) => create(rest, title)))
    }
    await page.reload()
    await expect(sessionRows(page).first()).toBeVisible()
    await expect.poll(() => sessionRows(page).count()).toBeGreaterThan(10)
    expect(await sessionRows(page).count()).toBeLessThan(60)
    await expect(page.getByRole('listitem').first()).toHaveAttribute('aria-setsize', String(COUNT))

    const focused = page.locator('.session-row:focus')
    await searchField(page).press('ArrowDown')
    await expect(focused).toHaveAccessibleName(/Session number/)
    const first = await focused.textContent()
    await page.keyboard.press('End')
    await expect(focused).toBeInViewport()
    await expect(page.getByRole('listitem').filter({ has: focused })).toHaveAttribute(
      'aria-posinset',
      String(COUNT),
    )
    await page.keyboard.press('ArrowUp')
    await expect(page.getByRole('listitem').filter({ has: focused })).toHaveAttribute(
      'aria-posinset',
      String(COUNT - 1),
    )
    await page.keyboard.press('Home')
    await expect(focused).toHaveText(first ?? '')
    await expect(focused).toBeInViewport()
    // One stop of the Tab key, however many rows.
    await expect(page.locator('.session-row[tabindex="0"]')).toHaveCount(1)

    await searchField(page).fill('number 7')
    await expect(row(page, 'Session number 7').first()).toBeVisible()
    await expect(row(page, 'Session number 7').first()).toBeInViewport()
  },
)

ready.use({ config: { permission: { edit: 'ask' } } })
