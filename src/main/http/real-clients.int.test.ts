import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { EventSource } from 'eventsource'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { parseEventId } from '../../shared/events'
import { findLastingPort } from '../testing/lasting-port'
import { type RunningApp, runApp } from '../testing/running-app'
import { createSession, deltas, isDelta, prompt } from '../testing/runs'
import { collect, readSse, type SseFrame, until } from '../testing/sse'

const TOKEN = 'the-token-of-a-companion-tool'
const NUMBERS = Array.from({ length: 100 }, (_, index) => String(index + 1))
const COUNT = `count to ${NUMBERS.length}`
/** So early in the run that much of it is still to come while clients stay away, which is 3 s. */
const isMiddle = isDelta('\n10')
const isEnd = ({ data }: SseFrame) => data.payload?.type === 'session.idle'

let port: number
let running: RunningApp
const startApp = () => runApp({ port, env: { WHEELHOUSE_TOKEN: TOKEN } })

beforeAll(async () => {
  port = await findLastingPort()
  running = await startApp()
})
afterAll(() => running?.end())

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A client of another make: what it was sent, and its connection, which the test can break. */
class RealClient {
  readonly agent = randomUUID()
  readonly frames: SseFrame[] = []
  #connection: IncomingMessage['socket'] | undefined

  constructor() {
    // Node itself tells of each request that its servers take: the app's end of the connection.
    const note = (message: unknown) => {
      const { request } = message as { request: IncomingMessage }
      if (request.headers['user-agent'] === this.agent) this.#connection = request.socket
    }
    subscribe('http.server.request.start', note)
    ends.push(async () => unsubscribe('http.server.request.start', note))
  }

  /** Breaks the connection as a network does; what was on its way is lost. */
  cut(): void {
    if (!this.#connection) throw new Error('it is not connected')
    this.#connection.resetAndDestroy()
  }

  get events(): SseFrame[] {
    return this.frames.filter(({ event }) => event === undefined)
  }

  named(name: string): SseFrame[] {
    return this.frames.filter(({ event }) => event === name)
  }

  /** Waits until it was sent such a frame. */
  receives(fits: (frame: SseFrame) => boolean): Promise<SseFrame> {
    return vi.waitUntil(() => this.frames.find(fits), { interval: 10, timeout: 120_000 })
  }
}

const isNamed =
  (name: string) =>
  ({ event }: SseFrame) =>
    event === name

/** The npm package `eventsource`: connects again by itself. */
async function openEventSource(): Promise<RealClient> {
  const client = new RealClient()
  const own = { authorization: `Bearer ${TOKEN}`, 'user-agent': client.agent }
  const source = new EventSource(`http://127.0.0.1:${port}/api/events`, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...own } }),
  })
  ends.push(async () => source.close())
  for (const type of ['message', 'hello', 'resync']) {
    source.addEventListener(type, ({ data, lastEventId }) => {
      const event = type === 'message' ? undefined : type
      client.frames.push({ event, id: lastEventId || undefined, data: JSON.parse(data) })
    })
  }
  await client.receives(isNamed('hello'))
  return client
}

/** `curl -N`: shows what comes until it is cut off, and then ends. */
class Curl extends RealClient {
  readonly exit: Promise<number | null>

  constructor(lastEventID?: string) {
    super()
    const child = spawn('curl', ['-q', '-N', '-K', '-'], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.exit = once(child, 'close').then(([code]) => code)
    ends.push(async () => {
      child.kill()
      await this.exit
    })
    // On standard input: whoever lists processes here would read the token among the arguments.
    const config = [
      `url = "http://127.0.0.1:${port}/api/events"`,
      `header = "Authorization: Bearer ${TOKEN}"`,
      `user-agent = "${this.agent}"`,
      ...(lastEventID ? [`header = "Last-Event-ID: ${lastEventID}"`] : []),
      'noproxy = "*"',
      'silent',
    ]
    child.stdin.end(config.join('\n'))
    const output = Readable.toWeb(child.stdout) as ReadableStream
    void this.#read(readSse(new Response(output)))
  }

  async #read(frames: AsyncIterable<SseFrame>): Promise<void> {
    for await (const frame of frames) this.frames.push(frame)
  }
}

async function runCurl(lastEventID?: string): Promise<Curl> {
  const curl = new Curl(lastEventID)
  await curl.receives(isNamed('hello'))
  return curl
}

const noCurl = spawnSync('curl', ['--version']).error?.message

/**
 * Asks for a run, and follows it on a stream that is not cut off.
 * @returns `whole`: what that stream was sent until the end of the run
 */
async function startRun(): Promise<{ whole: Promise<SseFrame[]> }> {
  const steady = readSse(await running.request('/api/events'))
  const { id } = await createSession(running)
  const run = await prompt(running, id, COUNT)
  const whole = (async () => {
    const frames = await until(steady, isEnd)
    await steady.return(undefined)
    await collect(run)
    return frames
  })()
  // A test that has failed by then does not wait for it.
  whole.catch(() => undefined)
  return { whole }
}

const numberOf = ({ id }: SseFrame) => parseEventId(id ?? '')?.seq ?? Number.NaN
const isEvent = ({ event }: SseFrame) => event === undefined

/**
 * Each event once, in order, none missing, as they were sent to who was never cut off.
 * @param steady begins later: it was opened when the client was there already
 */
function expectNothingLost(frames: SseFrame[], steady: SseFrame[]): void {
  const events = frames.filter(isEvent)
  const expected = steady.filter(isEvent)
  const begin = events.findIndex(({ id }) => id === expected[0]?.id)
  const untilEnd = events.slice(begin, events.findIndex(isEnd) + 1)
  expect(untilEnd).toEqual(expected)
  const [first = Number.NaN] = untilEnd.map(numberOf)
  expect(untilEnd.map(numberOf)).toEqual(untilEnd.map((_, index) => first + index))
  expect(deltas(untilEnd).split('\n')).toEqual(NUMBERS)
}

test('the eventsource package comes back by itself, without loss or repeat', async () => {
  const client = await openEventSource()
  const run = await startRun()
  await client.receives(isMiddle)
  client.cut()
  // However slow this machine is, something happens during the 3 s that the client stays away.
  await createSession(running)
  await client.receives(isEnd)

  expectNothingLost(client.frames, await run.whole)
  const [, back, ...more] = client.named('hello')
  expect(more).toEqual([])
  // From the last that it had: what was on its way when it was cut off may still have come.
  const last = client.frames.slice(0, client.frames.findLastIndex(isNamed('hello'))).at(-1)
  expect(back?.id).toBe(last?.id)
  // It was away while something happened: what it missed was replayed.
  expect(back?.data.projectionSeq).toBeGreaterThan(back?.data.seq)
  expect(client.named('resync')).toEqual([])
})

test('curl -N shows events as they come, and goes on after the last one', async ({ skip }) => {
  skip(noCurl !== undefined, `curl does not run here: ${noCurl}`)
  const first = await runCurl()
  const run = await startRun()
  await first.receives(isMiddle)
  first.cut()
  // Its words for a broken connection: 18, partial file, or 56, failure in receiving.
  expect([18, 56]).toContain(await first.exit)
  const whole = await run.whole
  const second = await runCurl(first.frames.at(-1)?.id)
  await second.receives(isEnd)

  expectNothingLost([...first.frames, ...second.frames], whole)
  expect(second.named('resync')).toEqual([])
})

test('after the app was started again they are told to fetch again, and go on', async () => {
  const client = await openEventSource()
  const before = client.named('hello')[0]
  await running.end()
  running = await startApp()

  const clients = [client]
  if (noCurl === undefined) clients.push(await runCurl(before?.id))
  for (const it of clients) await it.receives(isNamed('resync'))
  const { id } = await createSession(running)
  for (const it of clients) {
    await it.receives(({ data }) => data.payload?.properties.sessionID === id)
    const first = it.frames.findIndex(isNamed('resync'))
    const [hello, resync] = it.frames.slice(first - 1)
    const { epoch } = hello?.data ?? {}
    expect(epoch).not.toBe(before?.data.epoch)
    // Without an id: who is cut off between the two is told again.
    expect(hello).toMatchObject({ event: 'hello', id: undefined })
    expect(resync?.data).toMatchObject({ reason: 'unknown-id', projection: hello?.data.projection })
    // Who was back before the engine's stream was open is told once more when it is.
    const again = it.frames.slice(first + 1).filter(isNamed('resync'))
    expect(again.map(({ data }) => data.reason)).toEqual(again.length > 0 ? ['upstream'] : [])
    const last = it.frames.findLastIndex(isNamed('resync'))
    const [latest, ...events] = it.frames.slice(last)
    expect(latest?.id).toBe(`${epoch}-${latest?.data.seq}`)
    expect(events.every(isEvent)).toBe(true)
    expect(events.map(({ id }) => id)).toEqual(
      events.map((_, index) => `${epoch}-${latest?.data.seq + 1 + index}`),
    )
  }
})
