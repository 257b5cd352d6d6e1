import type { Locator } from 'playwright/test'
import { readSse, type SseFrame } from '../src/main/testing/sse'
import { expect, test } from './fixtures'
import { answer, button, engineLine, send, transcript } from './window'

/** Collects each different text that an element shows, until `stop` is called. */
async function watchTexts(locator: Locator): Promise<() => Promise<string[]>> {
  const handle = await locator.evaluateHandle((element) => {
    const texts: string[] = []
    const note = () => {
      const articles = element.querySelectorAll('[aria-label="Agent"]')
      const text = articles[articles.length - 1]?.textContent ?? ''
      if (text !== '' && text !== texts.at(-1)) texts.push(text)
    }
    const observer = new MutationObserver(note)
    observer.observe(element, { childList: true, characterData: true, subtree: true })
    return { texts, observer }
  })
  return () =>
    handle.evaluate(({ texts, observer }) => {
      observer.disconnect()
      return texts
    })
}

test('a person creates a session, sends, and sees the answer grow; REST and SSE see the same', async ({
  page,
  rest,
  folders,
}) => {
  const seen: SseFrame[] = []
  const events = await rest.get('/api/events')
  const reading = (async () => {
    for await (const frame of readSse(events)) {
      seen.push(frame)
      if (frame.data.payload?.type === 'session.idle') return
    }
  })()

  await button(page, 'New session').click()
  const stopWatching = await watchTexts(transcript(page))
  await send(page, 'count to 50')
  await expect(transcript(page).getByRole('article', { name: 'You' })).toContainText('count to 50')
  await expect(answer(page)).toContainText('50')
  await expect(button(page, 'Send')).toBeVisible()

  const texts = await stopWatching()
  const partial = texts.filter((text) => text.includes('1') && !text.includes('50'))
  expect(new Set(partial).size).toBeGreaterThanOrEqual(3)

  const sessions = await (await rest.get('/api/sessions')).json()
  expect(sessions).toHaveLength(1)
  expect(sessions[0].directory).toBe(folders.project)
  const messages = await (await rest.get(`/api/sessions/${sessions[0].id}/messages`)).json()
  const text = (role: string) =>
    messages
      .filter((message: { info: { role: string } }) => message.info.role === role)
      .flatMap((message: { parts: { type: string; text?: string }[] }) => message.parts)
      .filter((part: { type: string }) => part.type === 'text')
      .map((part: { text: string }) => part.text)
      .join('')
  expect(text('user')).toBe('count to 50')
  const counted = Array.from({ length: 50 }, (_, i) => String(i + 1))
  expect(text('assistant').trim().split('\n')).toEqual(counted)

  await reading
  expect(seen[0]?.event).toBe('hello')
  const types = seen.map(({ data }) => data.payload?.type)
  expect(types.filter((type) => type === 'message.part.delta').length).toBeGreaterThanOrEqual(3)
  expect(types).toContain('session.idle')
})

test('the first prompt of a demo streams text and makes a real tool call', async ({ page }) => {
  await button(page, 'New session').click()
  await send(page, 'Hello')
  await expect(transcript(page).locator('details').first()).toBeVisible()
  await expect(button(page, 'Send')).toBeVisible({ timeout: 30_000 })
  await expect(answer(page)).not.toBeEmpty()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('Stop ends a long run and the session can go on', async ({ page, rest }) => {
  await button(page, 'New session').click()
  await send(page, 'count to 2000')
  await expect(answer(page)).toContainText('3')
  await button(page, 'Stop').click()
  await expect(button(page, 'Send')).toBeVisible()
  const [session] = await (await rest.get('/api/sessions')).json()
  const status = await (await rest.get(`/api/sessions/${session.id}/status`)).json()
  expect(status.type).toBe('idle')
  await send(page, 'say still here')
  await expect(answer(page)).toContainText('still here')
})

test('a deleted session is gone from the list and from the engine', async ({ page, rest }) => {
  await button(page, 'New session').click()
  await send(page, 'say hello')
  await expect(answer(page)).toContainText('hello')
  const [session] = await (await rest.get('/api/sessions')).json()
  const list = page.getByRole('list', { name: 'Sessions' })
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await page.getByRole('button', { name: 'Delete session' }).first().click()
  await button(page, 'Delete').click()
  await expect(page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')).toHaveCount(0)
  expect((await rest.get(`/api/sessions/${session.id}`)).status).toBe(404)
})

test('a reload in the middle of an answer loses nothing and gets a new port', async ({ page }) => {
  await page.addInitScript(() => {
    addEventListener('message', ({ data, ports }) => {
      if (ports.length === 0) return
      const nonces = JSON.parse(sessionStorage.getItem('nonces') ?? '[]')
      sessionStorage.setItem('nonces', JSON.stringify([...nonces, data.nonce]))
    })
  })
  const nonces = () => page.evaluate(() => JSON.parse(sessionStorage.getItem('nonces') ?? '[]'))
  await page.reload()
  await expect(engineLine(page)).toContainText('ready')
  await button(page, 'New session').click()
  await send(page, 'count to 150')
  await expect(answer(page)).toContainText('12')
  const before: string[] = await nonces()
  await page.reload()
  await expect(answer(page)).toContainText('12')
  await expect(button(page, 'Stop')).toBeVisible()
  await expect(button(page, 'Send')).toBeVisible({ timeout: 30_000 })
  const numbers = ((await answer(page).textContent()) ?? '').match(/\d+/g)
  expect(numbers).toEqual(Array.from({ length: 150 }, (_, i) => String(i + 1)))
  const after: string[] = await nonces()
  expect(after).toHaveLength(before.length + 1)
  expect(new Set(after).size).toBe(after.length)
})

test('the page has no network and no Node', async ({ page, rest }) => {
  const result = await page.evaluate(async (url) => {
    const fetched = await fetch(url).then(
      () => 'answered',
      () => 'refused',
    )
    return { fetched, node: typeof Reflect.get(globalThis, 'require'), origin: location.origin }
  }, rest.url)
  expect(result).toEqual({ fetched: 'refused', node: 'undefined', origin: 'app://wheelhouse' })
})
