import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { expectAccessible } from './axe'
import { expect } from './fixtures'
import { test } from './ready-app'
import {
  answer,
  button,
  expectCopied,
  foot,
  lastArticle as last,
  say,
  send,
  transcript,
} from './window'

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const call = (page: Page, words: string | RegExp) =>
  transcript(page).locator('details').filter({ hasText: words }).last()

/** Opens the latest call that shows these words. */
async function open(page: Page, words: string | RegExp) {
  const it = call(page, words)
  // Again when what is above grew between pressing and releasing: then nothing was clicked.
  await expect(async () => {
    if ((await it.getAttribute('open')) === null) await it.locator('summary').click()
    await expect(it).toHaveAttribute('open', { timeout: 2_000 })
  }).toPass()
  return it
}

const MARKDOWN = [
  '# Title',
  'A [link](https://opencode.ai), an [inert one](javascript:alert) and <b>no tags</b>.',
  '![A cat](https://cats.example/cat.png)',
  '| Tool | Does |\n| --- | --- |\n| `bash` | **runs** |',
  '- [x] done\n- [ ] open',
  '```ts\nexport const wheel: number = 1\n```',
].join('\n\n')

test('answers are Markdown with coloured code that can be copied', async ({ page, app, rest }) => {
  const refused: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text())
  })
  await button(page, 'New session').click()
  await say(page, `say ${MARKDOWN}`)

  await test.step('each kind of block is what it should be', async () => {
    const shown = answer(page)
    await expect(shown.getByRole('heading', { name: 'Title' })).toBeVisible()
    await expect(shown.getByRole('link', { name: 'link', exact: true })).toHaveAttribute(
      'href',
      'https://opencode.ai',
    )
    await expect(shown.getByRole('link', { name: 'inert one' })).toHaveCount(0)
    await expect(shown).toContainText('<b>no tags</b>')
    await expect(shown.getByRole('img')).toHaveCount(0)
    await expect(shown).toContainText('https://cats.example/cat.png')
    await expect(shown.getByRole('cell', { name: 'runs' })).toBeVisible()
    await expect(shown.getByRole('listitem').filter({ hasText: 'Done:' })).toHaveCount(1)
  })

  await test.step('code is coloured once its grammar is there, and copied as it is', async () => {
    const code = answer(page).getByRole('figure')
    await expect(code).toContainText('ts')
    await expect(code.locator('.hljs-keyword').first()).toHaveText('export')
    await code.getByRole('button', { name: 'Copy code' }).click()
    const copied = code.getByRole('button', { name: 'Copied' })
    await expect(copied).toBeVisible()
    await expectCopied(app, 'export const wheel: number = 1', () => copied.click())
    await foot(page).click()
    await expectCopied(app, MARKDOWN, () => foot(page).click())
  })

  await test.step('the answer says what it took', async () => {
    const tokens = last(page).getByRole('button', { name: /^Tokens: Input [\d,]+, Output [\d,]+$/ })
    await expect(last(page)).toContainText('demo')
    // By keyboard: what a pointer focuses shows no tip.
    await foot(page).focus()
    await page.keyboard.press('Shift+Tab')
    await expect(tokens).toBeFocused()
    await expect(page.getByText('Output', { exact: true })).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
  })

  await test.step('files go with a message: images open, others are named', async () => {
    const [session] = await (await rest.get('/api/sessions')).json()
    const prompt = await rest.get(`/api/sessions/${session.id}/prompt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        parts: [
          { type: 'text', text: 'say seen' },
          { type: 'file', mime: 'image/png', filename: 'dot.png', url: PIXEL },
          { type: 'file', mime: 'text/plain', filename: 'a.txt', url: 'data:text/plain,hello' },
        ],
      }),
    })
    expect(prompt.status).toBe(200)
    const said = transcript(page).getByRole('article', { name: 'You' }).last()
    await expect(said).toContainText('a.txt')
    await said.getByRole('button', { name: 'Open image dot.png' }).click()
    const viewer = page.getByRole('dialog', { name: 'dot.png' })
    await expect(viewer.getByRole('img', { name: 'dot.png' })).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(viewer).toHaveCount(0)
    await expect(foot(page)).toBeVisible()
  })

  await test.step('what is said stands where it was said, whatever its id, and is undone alone', async () => {
    const [session] = await (await rest.get('/api/sessions')).json()
    const prompt = await rest.get(`/api/sessions/${session.id}/prompt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        messageID: 'msg_fff000000001AAAAAAAAAAAAAA',
        parts: [{ type: 'text', text: 'say first' }],
      }),
    })
    expect(await prompt.text()).toContain('event: done')
    await expect(answer(page)).toContainText('first')
    await say(page, 'say second')
    const mine = transcript(page).getByRole('article', { name: 'You' })
    await expect(mine).toContainText(['say # Title', 'say seen', 'say first', 'say second'])
    await mine.last().getByRole('button', { name: 'Undo to here' }).click()
    const undone = page.getByRole('region', { name: 'Undone messages' })
    await expect(undone).toContainText('1 message undone')
    await expect(mine.last()).toContainText('say first')
    await undone.getByRole('button', { name: 'Redo' }).click()
    await expect(mine.last()).toContainText('say second')
  })

  await test.step('a stopped run and a compaction leave their marks', async () => {
    await send(page, 'count to 2000')
    await expect(answer(page)).toContainText('3')
    await button(page, 'Stop').click()
    await expect(last(page)).toContainText('Stopped')
    const [session] = await (await rest.get('/api/sessions')).json()
    const summarized = await rest.get(`/api/sessions/${session.id}/summarize`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(summarized.ok).toBe(true)
    await expect(transcript(page)).toContainText('Summarised to make room')
    await expect(call(page, 'Summary')).toBeVisible()
    const summary = await open(page, 'Summary')
    await expect(summary).toContainText('Try Wheelhouse with its scripted demo model.')
  })
  expect(refused).toEqual([])
})

test('tool calls open to what fits the tool', async ({ page, folders }) => {
  const lines = Array.from({ length: 30 }, (_, index) => `const line${index + 1} = ${index + 1}`)
  writeFileSync(join(folders.project, 'code.ts'), lines.join('\n'))
  await button(page, 'New session').click()

  await test.step('a command shows its colours and its exit code, and why it failed', async () => {
    await say(page, "run printf '\\033[31mbroken\\033[0m\\n'; exit 3")
    await expect(call(page, 'Ran').locator('summary')).toContainText('Exit 3: broken')
    const shell = await open(page, 'Ran')
    await expect(shell.locator('.ansi-red')).toHaveText('broken')
    await expect(shell).toContainText('Exit code 3')
    await expect(shell.getByRole('button', { name: 'Copy command' })).toBeVisible()
    await expect(shell.getByRole('button', { name: 'Copy output' })).toBeVisible()
  })

  await test.step('a command that runs shows what it printed so far', async () => {
    await send(page, 'run echo early; until [ -e go-on ]; do sleep 0.1; done; echo late')
    await expect(call(page, 'Running')).toBeVisible()
    const shell = await open(page, 'Running')
    await expect(shell.getByRole('group', { name: 'Output so far' })).toContainText('early')
    await expect(shell.getByRole('group', { name: 'Output so far' })).not.toContainText('late')
    writeFileSync(join(folders.project, 'go-on'), '')
    await expect(foot(page)).toBeVisible()
    rmSync(join(folders.project, 'go-on'))
  })

  await test.step('an edit shows its diff, and its counts on the line', async () => {
    await say(page, 'edit code.ts: line7 = 7 => line7 = 77')
    await expect(call(page, 'Edited').locator('summary')).toContainText('+1−1')
    const edit = await open(page, 'Edited')
    const diff = edit.getByRole('group', { name: 'Changes: 1 added, 1 removed' })
    await expect(diff.locator('.diff-added')).toContainText('const line7 = 77')
  })

  await test.step('a read shows its lines in colour, a folder its entries', async () => {
    await say(page, 'use read {"filePath":"code.ts","offset":5,"limit":3}\nread {"filePath":"."}')
    await expect(call(page, 'lines 5–7')).toBeVisible()
    const read = await open(page, 'lines 5–7')
    await expect(read).toContainText('const line5 = 5')
    await expect(read.locator('.hljs-keyword').first()).toHaveText('const')
    await expect(read).toContainText('Lines 5 to 7 of 30')
    const folder = await open(page, '1 entry')
    await expect(folder.getByRole('listitem')).toHaveText(['code.ts'])
  })

  await test.step('a plan is a check list', async () => {
    await say(page, 'todo sketch, build')
    const plan = await open(page, 'Planned')
    await expect(plan.getByRole('listitem')).toHaveText([/sketch.*In progress/, /build.*To do/])
  })

  await test.step('thoughts are folded', async () => {
    await say(page, 'think about the sea')
    const thoughts = await open(page, 'Thought')
    await expect(thoughts).toContainText('first I turn it over')
    await expectAccessible(page)
  })

  await test.step('a sub-agent opens its session', async () => {
    await say(page, 'delegate run echo from below')
    const task = await open(page, 'Delegated')
    await expect(task).toContainText('Done')
    await expect(task.getByRole('group', { name: 'Answer' })).toContainText('from below')
    await task.getByRole('button', { name: 'Open session' }).click()
    await expect(transcript(page).getByRole('article', { name: 'You' })).toHaveCount(1)
    await expect(transcript(page)).toContainText('run echo from below')
  })
})
