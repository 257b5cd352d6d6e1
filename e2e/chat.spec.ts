import type { Page } from 'playwright/test'
import { readSse, until } from '../src/main/testing/sse'
import { expect } from './fixtures'
import { test } from './ready-app'
import { answer, button, engineLine, send, transcript, words } from './window'

/** The numbers that the last answer shows; none is missing or there twice. */
async function countedSoFar(page: Page): Promise<number> {
  const numbers = ((await words(page).textContent()) ?? '').match(/\d+/g) ?? []
  // The last one may be half written.
  expect(numbers.slice(0, -1)).toEqual(numbers.slice(0, -1).map((_, i) => String(i + 1)))
  return numbers.length
}

test('a chat: sent, seen by all, growing, stopped, deleted, reloaded', async ({
  page,
  rest,
  folders,
}) => {
  await test.step('a person creates a session and sends; REST and SSE see the same', async () => {
    const events = readSse(await rest.get('/api/events'))
    const reading = until(events, ({ data }) => data.payload?.type === 'session.idle')

    await button(page, 'New session').click()
    await send(page, 'count to 50')
    await expect(transcript(page).getByRole('article', { name: 'You' })).toContainText(
      'count to 50',
    )
    await expect(answer(page)).toContainText('50')
    await expect(button(page, 'Send')).toBeVisible()

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

    const seen = await reading
    await events.return(undefined)
    expect(seen[0]?.event).toBe('hello')
    const types = seen.map(({ data }) => data.payload?.type)
    expect(types.filter((type) => type === 'message.part.delta').length).toBeGreaterThanOrEqual(3)
    expect(types).toContain('session.idle')
  })

  await test.step('the answer grows while it is written', async () => {
    await button(page, 'New session').click()
    await send(page, 'count to 5000')
    for (let seen = 0, look = 0; look < 4; look += 1) {
      await expect.poll(() => countedSoFar(page)).toBeGreaterThan(seen)
      seen = await countedSoFar(page)
    }
  })

  await test.step('Stop ends a long run and the session can go on', async () => {
    await button(page, 'Stop').click()
    await expect(button(page, 'Send')).toBeVisible()
    const [session] = await (await rest.get('/api/sessions')).json()
    const status = await (await rest.get(`/api/sessions/${session.id}/status`)).json()
    expect(status.type).toBe('idle')
    await send(page, 'say still here')
    await expect(answer(page)).toContainText('still here')
  })

  await test.step('a deleted session is gone from the list and from the engine', async () => {
    const [session] = await (await rest.get('/api/sessions')).json()
    const items = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')
    const before = await items.count()
    await button(page, 'Session actions').click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await expect(items).toHaveCount(before - 1)
    // The engine hears of it when it can no longer be undone.
    await expect.poll(async () => (await rest.get(`/api/sessions/${session.id}`)).status).toBe(404)
  })

  await test.step('a demo looks around: it streams text and makes a real tool call', async () => {
    await button(page, 'New session').click()
    await send(page, 'Hello')
    await expect(transcript(page).locator('details').first()).toBeVisible()
    await expect(button(page, 'Send')).toBeVisible()
    await expect(answer(page)).not.toBeEmpty()
    await expect(page.getByRole('alert')).toHaveCount(0)
  })

  await test.step('a reload in the middle of an answer loses nothing and gets a new port', async () => {
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
    await send(page, 'count to 5000')
    await expect.poll(() => countedSoFar(page)).toBeGreaterThan(12)
    const before: string[] = await nonces()
    await page.reload()
    await expect.poll(() => countedSoFar(page)).toBeGreaterThan(12)
    const reloaded = await countedSoFar(page)
    await expect.poll(() => countedSoFar(page)).toBeGreaterThan(reloaded)
    await button(page, 'Stop').click()
    await expect(button(page, 'Send')).toBeVisible()
    expect(await countedSoFar(page)).toBeGreaterThan(reloaded)
    const after: string[] = await nonces()
    expect(after).toHaveLength(before.length + 1)
    expect(new Set(after).size).toBe(after.length)
  })
})
