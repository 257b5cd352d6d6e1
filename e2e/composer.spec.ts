import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { withoutPluginPackage } from '../src/main/demo/plugin-package'
import { findEngineBinary } from '../src/main/engine/binary'
import type { TemporaryFolders } from '../src/main/testing/temporary'
import { expectAccessible } from './axe'
import { expect, type Rest, readRest, test } from './fixtures'
import { START_MS } from './launch'
import { answer, button, engineLine, send, transcript, words } from './window'

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const suggestion = (page: Page, name: string | RegExp) => page.getByRole('option', { name })
const queue = (page: Page) => page.getByRole('region', { name: 'Queued messages' })
const queued = (page: Page) => queue(page).getByRole('listitem')
const chips = (page: Page) => page.getByRole('list', { name: 'Attachments' }).getByRole('listitem')
const saidLast = (page: Page) => transcript(page).getByRole('article', { name: 'You' }).last()

interface SentPart {
  type: string
  mime?: string
  url?: string
  filename?: string
  name?: string
  source?: object
  text?: string
  synthetic?: boolean
}
interface Sent {
  info: { role: string; agent?: string; model?: { variant?: string; modelID: string } }
  parts: SentPart[]
}

/** What the engine has of what the person said last, in the session that was used last. */
async function lastSent(rest: Rest): Promise<Sent> {
  const [session] = await (await rest.get('/api/sessions')).json()
  const messages: Sent[] = await (await rest.get(`/api/sessions/${session.id}/messages`)).json()
  const said = messages.filter(({ info }) => info.role === 'user').at(-1)
  if (!said) throw new Error('nothing was said')
  return said
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** A transfer as a paste or a drop brings it, made in the page. */
const transfer = (page: Page, name: string, type: string, base64: string) =>
  page.evaluateHandle(
    ([name, type, base64]) => {
      const data = new DataTransfer()
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      data.items.add(new File([bytes], name, { type }))
      return data
    },
    [name, type, base64] as const,
  )

test('what is written, what goes along, what waits, and what stops', async ({
  launch,
  folders,
}) => {
  // Before the engine looks for them.
  mkdirSync(join(folders.project, 'src'))
  writeFileSync(join(folders.project, 'src', 'steering.ts'), 'export const rudder = 1\n')
  writeFileSync(join(folders.project, 'sea chart 1.txt'), 'Here be dragons\n')
  mkdirSync(join(folders.project, '.opencode', 'command'), { recursive: true })
  withoutPluginPackage(join(folders.project, '.opencode'))
  writeFileSync(
    join(folders.project, '.opencode', 'command', 'greet.md'),
    '---\ndescription: Greets somebody\n---\nsay ahoy $ARGUMENTS\n',
  )
  const page = await (await launch('--demo')).firstWindow({ timeout: START_MS })
  await expect(engineLine(page)).toContainText('ready')
  const rest = readRest(folders)

  await test.step('@ finds a file by some of its letters, and sends it with its place', async () => {
    await field(page).fill('say seen ')
    await field(page).pressSequentially('@steer')
    await expect(suggestion(page, /steering\.ts/)).toHaveAttribute('aria-selected', 'true')
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await expect(field(page)).toHaveValue('say seen @src/steering.ts ')
    await page.keyboard.press('Enter')
    await expect(answer(page)).toContainText('seen @src/steering.ts')
    const { parts } = await lastSent(rest)
    expect(parts.find(({ type }) => type === 'file')).toMatchObject({
      mime: 'text/plain',
      filename: 'src/steering.ts',
      source: { type: 'file', path: 'src/steering.ts', text: { start: 9, end: 25 } },
    })
    // The engine read it for the model.
    expect(parts.some(({ text, synthetic }) => synthetic && text?.includes('rudder'))).toBe(true)
  })

  await test.step('@ stays while a name with spaces still fits, and goes when the words do not', async () => {
    await expect(button(page, 'Send')).toBeVisible()
    await field(page).fill('say read ')
    await field(page).pressSequentially('@sea char')
    await expect(suggestion(page, /sea chart 1\.txt/)).toHaveAttribute('aria-selected', 'true')
    await field(page).pressSequentially('m')
    await expect(page.getByRole('listbox')).toHaveCount(0)
    await page.keyboard.press('Backspace')
    await expect(suggestion(page, /sea chart 1\.txt/)).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(field(page)).toHaveValue('say read @sea chart 1.txt ')
    await page.keyboard.press('Enter')
    await expect(answer(page)).toContainText('read @sea chart 1.txt')
    const { parts } = await lastSent(rest)
    expect(parts.find(({ type }) => type === 'file')).toMatchObject({ filename: 'sea chart 1.txt' })
  })

  await test.step('@ names an agent, by arrows and Tab; Escape closes the list', async () => {
    await expect(button(page, 'Send')).toBeVisible()
    await field(page).fill('say hello ')
    await field(page).pressSequentially('@')
    await expect(suggestion(page, /^explore/)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('ArrowDown')
    await expect(suggestion(page, /^general/)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('listbox')).toHaveCount(0)
    await field(page).pressSequentially('gen')
    await page.keyboard.press('Tab')
    await expect(field(page)).toHaveValue('say hello @general ')
    await send(page, 'say hello @general ')
    await expect(answer(page)).toContainText('hello @general')
    const { parts } = await lastSent(rest)
    expect(parts).toContainEqual(expect.objectContaining({ type: 'agent', name: 'general' }))
  })

  await test.step('/ gives a command of the project', async () => {
    await expect(button(page, 'Send')).toBeVisible()
    await field(page).fill('')
    await field(page).pressSequentially('/gre')
    await expect(suggestion(page, /\/greet.*Greets somebody/)).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(field(page)).toHaveValue('/greet ')
    await field(page).pressSequentially('captain')
    await page.keyboard.press('Enter')
    await expect(answer(page)).toContainText('ahoy captain')
  })

  await test.step('! runs in the shell; Backspace at the beginning leaves it', async () => {
    await expect(button(page, 'Send')).toBeVisible()
    await field(page).pressSequentially('!')
    await expect(page.getByText('Shell', { exact: true })).toBeVisible()
    await expect(field(page)).toHaveValue('')
    await page.keyboard.press('Backspace')
    await expect(page.getByText('Shell', { exact: true })).toHaveCount(0)
    await field(page).pressSequentially('!echo by $((40 + 2)) hands')
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await expect(transcript(page)).toContainText('echo by $((40 + 2)) hands')
    await expect(button(page, 'Send')).toBeVisible()
    await expect
      .poll(async () => {
        const [{ id }] = await (await rest.get('/api/sessions')).json()
        return (await rest.get(`/api/sessions/${id}/messages`)).text()
      })
      .toContain('by 42 hands')
  })

  await test.step('up walks through what was sent, down back to the draft', async () => {
    await page.keyboard.press('ArrowUp')
    await expect(field(page)).toHaveValue('echo by $((40 + 2)) hands')
    await page.keyboard.press('ArrowUp')
    await expect(field(page)).toHaveValue('/greet captain')
    await page.keyboard.press('ArrowUp')
    await expect(field(page)).toHaveValue('say hello @general')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect(field(page)).toHaveValue('')
    // What is changed is no longer history.
    await page.keyboard.press('ArrowUp')
    await field(page).fill('changed')
    await page.keyboard.press('ArrowUp')
    await expect(field(page)).toHaveValue('changed')
  })

  await button(page, 'New session').click()

  await test.step('files come by picker, paste and drop, and can be removed', async () => {
    await page.locator('input[type=file]').setInputFiles([
      { name: 'notes.md', mimeType: 'text/markdown', buffer: Buffer.from('keep to port') },
      { name: 'cargo.zip', mimeType: 'application/zip', buffer: Buffer.from([80, 75, 0, 1]) },
    ])
    await expect(chips(page)).toHaveText([/notes\.md/])
    await expect(page.getByRole('alert')).toContainText('cargo.zip was not attached')
    await button(page, 'Dismiss').click()

    const pasted = await transfer(page, 'chart.png', 'image/png', PNG.toString('base64'))
    await field(page).evaluate((element, clipboardData) => {
      const paste = { clipboardData, bubbles: true, cancelable: true }
      element.dispatchEvent(new ClipboardEvent('paste', paste))
    }, pasted)
    await expect(chips(page)).toHaveText([/notes\.md/, /chart\.png/])
    // Said before it is sent: the demo model takes text alone.
    await expect(page.getByText('does not take images')).toBeVisible()

    const dropped = await transfer(page, 'log.txt', 'text/plain', btoa('a log'))
    const main = page.getByRole('main')
    await main.dispatchEvent('dragenter', { dataTransfer: dropped })
    await expect(page.getByText('Drop files to attach them')).toBeVisible()
    await main.dispatchEvent('drop', { dataTransfer: dropped })
    await expect(page.getByText('Drop files to attach them')).toHaveCount(0)
    await expect(chips(page)).toHaveText([/notes\.md/, /chart\.png/, /log\.txt/])
    await expectAccessible(page)

    await button(page, 'Remove chart.png').click()
    await button(page, 'Remove log.txt').click()
    await send(page, 'say got it')
    await expect(answer(page)).toContainText('got it')
    await expect(chips(page)).toHaveCount(0)
    const { parts } = await lastSent(rest)
    expect(parts).toContainEqual(
      expect.objectContaining({ type: 'file', filename: 'notes.md', mime: 'text/plain' }),
    )
    await expect(button(page, 'Send')).toBeVisible()
  })

  await test.step('what is undone comes back with its files, and goes with redo', async () => {
    await saidLast(page).hover()
    await saidLast(page).getByRole('button', { name: 'Undo to here' }).click()
    await expect(field(page)).toHaveValue('say got it')
    await expect(chips(page)).toHaveText([/notes\.md/])
    await button(page, 'Redo').click()
    await expect(chips(page)).toHaveCount(0)
    await expect(answer(page)).toContainText('got it')
  })

  await test.step('what is sent meanwhile waits its turn, through a reload', async () => {
    await send(page, 'count to 2000')
    await expect(button(page, 'Stop')).toBeVisible()
    for (const text of ['say first', 'say second', 'say third']) {
      await field(page).fill(text)
      await expect(button(page, 'Queue')).toBeVisible()
      await field(page).press('Enter')
    }
    await expect(queued(page)).toHaveText([/say first/, /say second/, /say third/])
    await expectAccessible(page)
    await button(page, 'Remove: say first').click()
    await button(page, 'Edit: say second').click()
    await expect(field(page)).toHaveValue('say second')
    await field(page).press('Enter')
    await expect(queued(page)).toHaveText([/say third/, /say second/])
    await page.reload()
    await expect(queued(page)).toHaveText([/say third/, /say second/])
    await expect(queue(page)).toContainText('Queued for when the agent is done')
    // One is sent now, and the run stopped for it; the other one follows by itself.
    await button(page, 'Stop and send now: say second').click()
    await expect(saidLast(page)).toContainText('say third')
    await expect(answer(page)).toContainText('third')
    await expect(transcript(page)).toContainText('second')
    await expect(queue(page)).toHaveCount(0)
  })

  await test.step('Escape twice stops, and what is queued waits for the person then', async () => {
    await send(page, 'count to 2000')
    await expect(words(page)).toHaveText(/^1\s+2\s+3/)
    await expect(button(page, 'Stop')).toBeVisible()
    await field(page).fill('say later')
    await field(page).press('Enter')
    await expect(queued(page)).toHaveText([/say later/])
    // It is said for two seconds, which a busy machine may let pass, before the look or after it.
    await expect(async () => {
      if (await button(page, 'Send').isVisible()) return
      await field(page).press('Escape')
      await expect(page.getByText('Press Esc again to stop')).toBeVisible({ timeout: 1_500 })
      await field(page).press('Escape')
      await expect(button(page, 'Send')).toBeVisible({ timeout: 10_000 })
    }).toPass()
    await expect(queue(page)).toContainText('Not sent')
    await button(page, 'Send: say later').click()
    await expect(answer(page)).toContainText('later')
    await expect(queue(page)).toHaveCount(0)
  })
})

/** From the next start on the engine waits until it is let go. */
function holdEngine({ env, home }: TemporaryFolders): { open: () => void } {
  const [engine, gate] = [join(home, 'engine.sh'), join(home, 'gate')]
  const wait = `until [ -e '${gate}' ]; do sleep 0.1; done`
  writeFileSync(engine, `#!/bin/sh\n${wait}\nexec '${findEngineBinary()}' "$@"\n`, {
    mode: 0o755,
  })
  env.WHEELHOUSE_ENGINE_BIN = engine
  return { open: () => writeFileSync(gate, '') }
}

test('sessions, drafts and choices survive a restart', async ({ launch, folders }) => {
  const config = {
    agent: { lookout: { mode: 'primary', description: 'Only looks', prompt: 'Look.' } },
    provider: {
      demo: { models: { demo: { reasoning: true, variants: { calm: {}, brisk: {} } } } },
      yard: {
        npm: '@ai-sdk/openai-compatible',
        name: 'Shipyard',
        options: { baseURL: 'http://127.0.0.1:9/v1', apiKey: 'x' },
        models: { sloop: { name: 'Sloop', limit: { context: 200_000, output: 1000 } } },
      },
    },
  }
  writeFileSync(join(folders.project, 'opencode.json'), JSON.stringify(config))
  const model = (page: Page) => page.getByRole('combobox', { name: /^Model:/ })
  const agent = (page: Page) => page.getByRole('button', { name: /^Agent:/ })
  const effort = (page: Page) => page.getByRole('button', { name: /^Effort:/ })
  const sessions = (page: Page) => page.getByRole('list', { name: 'Sessions' })
  const rows = (page: Page) => sessions(page).getByRole('listitem')

  const first = await launch('--demo')
  const page = await first.firstWindow({ timeout: START_MS })
  await expect(engineLine(page)).toContainText('ready')

  await test.step('the model is found by some letters, and goes with the prompt', async () => {
    await model(page).click()
    await page.getByRole('combobox', { name: 'Search models' }).fill('slp')
    await expect(page.getByRole('option')).toHaveText([/Sloop.*200K/])
    await expectAccessible(page)
    await page.getByRole('combobox', { name: 'Search models' }).fill('scripted')
    await expect(page.getByRole('option', { name: /Demo \(scripted\)/ })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(model(page)).toHaveAccessibleName('Model: Demo (scripted)')
    await expect(field(page)).toBeFocused()
    await agent(page).click()
    await page.getByRole('menuitemradio', { name: /Lookout/ }).click()
    await effort(page).click()
    await expectAccessible(page)
    await page.getByRole('menuitemradio', { name: 'Brisk' }).click()
    await send(page, 'say one')
    await expect(answer(page)).toContainText('one')
    const { info } = await lastSent(readRest(folders))
    expect(info).toMatchObject({ agent: 'lookout', model: { modelID: 'demo', variant: 'brisk' } })
  })

  await test.step('each session has a draft of its own', async () => {
    await expect(button(page, 'Send')).toBeVisible()
    await field(page).fill('the draft of the first')
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'chart.md', mimeType: '', buffer: Buffer.from('a chart') })
    await expect(chips(page)).toHaveText([/chart\.md/])
    await button(page, 'New session').click()
    await expect(field(page)).toHaveValue('')
    // What was chosen is there for new ones, too.
    await expect(agent(page)).toHaveAccessibleName('Agent: Lookout')
    await model(page).click()
    await expect(page.getByRole('group', { name: 'Recent' })).toContainText('Demo (scripted)')
    await page.getByRole('combobox', { name: 'Search models' }).fill('sloop')
    await page.keyboard.press('Enter')
    await expect(model(page)).toHaveAccessibleName('Model: Sloop')
    await field(page).fill('the draft of one to come')
  })

  await first.close()
  const gate = holdEngine(folders)
  const page2 = await (await launch('--demo')).firstWindow({ timeout: START_MS })
  await test.step('what was listed is there before the engine is', async () => {
    await rows(page2)
      .getByRole('button', { name: /^Say one/ })
      .click()
    await expect(field(page2)).toHaveValue('the draft of the first')
    await expect(chips(page2)).toHaveText([/chart\.md/])
    await expect(engineLine(page2)).toContainText('starting')
    await expect(sessions(page2)).toHaveAttribute('aria-busy', 'true')
    await expectAccessible(page2)
  })
  await test.step('what is sent meanwhile goes when the engine is ready', async () => {
    await send(page2, 'say first thing')
    await expect(field(page2)).toHaveValue('say first thing')
    await expect(field(page2)).toHaveAccessibleDescription(/as soon as the engine is ready/)
    await expect(button(page2, 'Send')).toBeDisabled()
    gate.open()
    await expect(answer(page2)).toContainText('first thing')
    await expect(field(page2)).toHaveValue('')
    await expect(chips(page2)).toHaveCount(0)
    const { parts } = await lastSent(readRest(folders))
    const url = `data:text/plain;base64,${btoa('a chart')}`
    expect(parts).toContainEqual(expect.objectContaining({ type: 'file', url }))
    await expect(sessions(page2)).toHaveAttribute('aria-busy', 'false')
    await expect(transcript(page2).getByRole('article', { name: 'Agent' })).toHaveCount(2)
  })
  await expect(model(page2)).toHaveAccessibleName('Model: Demo (scripted)')
  await button(page2, 'New session').click()
  await expect(field(page2)).toHaveValue('the draft of one to come')
  await expect(model(page2)).toHaveAccessibleName('Model: Sloop')
})
