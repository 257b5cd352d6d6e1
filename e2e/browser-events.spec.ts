import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from 'playwright/test'
import type { SseFrame } from '../src/main/testing/sse'
import { expect, type Rest, readRest } from './fixtures'
import { NO_GRAPHICS_CARD } from './launch'
import { test as base } from './relayed'

const TOKEN = 'the-token-of-a-companion-tool'

interface Fixtures {
  /** Chromium, without a window; it reaches the listener by way of the relay. */
  chromium: ElectronApplication
}

const test = base.extend<Fixtures>({
  chromium: async ({ folders, relayedArgs }, use) => {
    const browser = await electron.launch({
      executablePath: createRequire(import.meta.url)('electron'),
      args: [
        ...relayedArgs,
        NO_GRAPHICS_CARD,
        `--user-data-dir=${join(folders.home, 'browser')}`,
        join(import.meta.dirname, 'browser'),
      ],
      env: { ...process.env, ...folders.env } as Record<string, string>,
    })
    await use(browser)
    await browser.close()
  },
})

/** Opens a page of the listener's own origin, whose requests carry the token. */
async function openPage(browser: ElectronApplication, url: string): Promise<Page> {
  const opened = browser.waitForEvent('window')
  await browser.evaluate(
    async ({ BrowserWindow }, { url, token }) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { partition: 'of the test' },
      })
      window.webContents.session.webRequest.onBeforeSendHeaders(({ requestHeaders }, callback) => {
        callback({ requestHeaders: { ...requestHeaders, authorization: `Bearer ${token}` } })
      })
      await window.loadURL(`${url}/api/health`)
    },
    { url, token: TOKEN },
  )
  return opened
}

/** Opens an EventSource in the page. @returns what it was sent so far */
async function follow(page: Page): Promise<() => Promise<SseFrame[]>> {
  const frames = await page.evaluateHandle(() => {
    const frames: SseFrame[] = []
    const source = new EventSource('/api/events')
    for (const type of ['message', 'hello', 'resync']) {
      source.addEventListener(type, ({ data, lastEventId }: MessageEvent) => {
        const event = type === 'message' ? undefined : type
        frames.push({ event, id: lastEventId, data: JSON.parse(data) })
      })
    }
    return frames
  })
  return () => frames.jsonValue()
}

const isEnd = ({ data }: SseFrame) => data.payload?.type === 'session.idle'
const isDelta = ({ data }: SseFrame) => data.payload?.type === 'message.part.delta'
const eventsOf = (frames: SseFrame[]) => frames.filter(({ event }) => event === undefined)
const controlsOf = (frames: SseFrame[]) => frames.filter(({ event }) => event !== undefined)

/** Makes a session and asks for a run in it. */
async function startRun(rest: Rest, text: string): Promise<void> {
  const { id } = await (await rest.get('/api/sessions', { method: 'POST' })).json()
  const run = await rest.get(`/api/sessions/${id}/prompt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ parts: [{ type: 'text', text }] }),
  })
  expect(run.status).toBe(200)
  // Leaving does not end the run; it is seen on the other stream.
  await run.body?.cancel()
}

test('a browser’s EventSource comes back by itself, to the app that was started again too', async ({
  chromium,
  folders,
  port,
  relay,
  start,
}) => {
  const launch = () =>
    start(['--headless', '--demo', '--port', String(port)], { WHEELHOUSE_TOKEN: TOKEN })
  const first = launch()
  const frames = await follow(await openPage(chromium, (await first.ready).url))
  const sees = (fits: (frame: SseFrame) => boolean) =>
    expect.poll(async () => (await frames()).some(fits), { intervals: [100] }).toBe(true)
  await sees(({ event }) => event === 'hello')

  await startRun(readRest(folders), 'count to 50')
  await sees((frame) => isDelta(frame) && frame.data.payload.properties.delta.includes('\n10'))
  relay.cut()
  const rest = readRest(folders)
  const { id } = await (await rest.get('/api/sessions', { method: 'POST' })).json()
  relay.mend()
  await sees(({ data }) => data.payload?.properties?.sessionID === id)
  await sees(isEnd)
  const seen = await frames()
  const [hello, back, ...more] = controlsOf(seen)
  expect([hello?.event, back?.event, more]).toEqual(['hello', 'hello', []])
  // It was away while something happened: what it missed was replayed.
  expect(back?.data.projectionSeq).toBeGreaterThan(back?.data.seq)
  const { epoch, seq } = hello?.data ?? {}
  const events = eventsOf(seen)
  expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => `${epoch}-${seq + 1 + at}`))
  const text = events.filter(isDelta).map(({ data }) => data.payload.properties.delta)
  const counted = Array.from({ length: 50 }, (_, index) => String(index + 1))
  expect(text.join('').split('\n')).toEqual(counted)

  first.child.kill('SIGTERM')
  await first.finished
  await launch().ready
  await sees(({ event }) => event === 'resync')
  await startRun(readRest(folders), 'say hello again')
  await sees((frame) => isDelta(frame) && frame.data.payload.properties.delta.includes('again'))
  const after = (await frames()).slice(seen.length)
  const news = after.slice(after.findIndex(({ event }) => event === 'hello'))
  const [{ data: fresh } = { data: {} }, resync] = controlsOf(news)
  expect(fresh.epoch).not.toBe(epoch)
  expect(resync?.data).toMatchObject({ reason: 'unknown-id', projection: fresh.projection })
  // It may be back before the engine is followed: that this begins is told, and has a number.
  const numbered = news.filter(({ event, data }) => !event || data.reason === 'upstream')
  const ids = numbered.map(({ id }) => id)
  expect(ids).toEqual(ids.map((_, at) => `${fresh.epoch}-${fresh.seq + 1 + at}`))
})
