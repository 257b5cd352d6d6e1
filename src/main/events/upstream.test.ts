import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CallRecord, recordCalls } from '../testing/calls'
import { type EventSource, type SourceConnection, startEventSource } from '../testing/event-source'
import { recordLog } from '../testing/log'
import { openUpstream, type Upstream, type UpstreamOptions } from './upstream'

let source: EventSource
let upstream: Upstream
let log: ReturnType<typeof recordLog>
/** `open`, `lost: <reason>`, and for each chunk the types of its events. */
let record: CallRecord
const frame = (type: string) => `data: ${JSON.stringify({ payload: { type } })}\n\n`

async function open(more: Partial<UpstreamOptions> = {}): Promise<SourceConnection> {
  upstream = openUpstream({
    log,
    connect: (signal) => fetch(source.url, { signal }),
    onOpen: () => record.note('open'),
    onEvents: (events) => record.note(events.map(({ route }) => route.type).join(' ')),
    onLost: (reason) => record.note(`lost: ${reason}`),
    pause: async () => undefined,
    ...more,
  })
  const connection = await source.next()
  await record.untilCalled('open')
  return connection
}

beforeEach(async () => {
  source = await startEventSource()
  log = recordLog()
  record = recordCalls()
})
afterEach(async () => {
  upstream.close()
  await source.close()
})

describe('the reader of the engine’s events', () => {
  it('is connected once the engine has answered', async () => {
    await open()
    expect(upstream.connected).toBe(true)
    expect(record.calls).toEqual(['open'])
  })

  it('hands over what one chunk brought at once, in order', async () => {
    const connection = await open()
    connection.write(frame('a') + frame('b') + frame('c'))
    await record.untilCalled('a b c')
  })

  it('keeps the order of a burst of 5,000, losing none', async () => {
    const connection = await open()
    const types = Array.from({ length: 5_000 }, (_, i) => `e${i}`)
    for (let i = 0; i < types.length; i += 100) {
      connection.write(
        types
          .slice(i, i + 100)
          .map(frame)
          .join(''),
      )
    }
    const last = types.at(-1) ?? ''
    await record.until((calls) => calls.at(-1)?.endsWith(last) === true)
    expect(record.calls.slice(1).flatMap((chunk) => chunk.split(' '))).toEqual(types)
  })

  it('passes the text on as it came, so that nobody has to write it again', async () => {
    const connection = await open({ onEvents: ([event]) => record.note(event?.text ?? '') })
    const text = '{ "payload": {"type":"x","properties":{"text":"ä\\u00e9\\n🙂"}} }'
    connection.write(`data: ${text}\n\n`)
    await record.untilCalled(text)
  })

  it('does not call for a chunk that brings no event', async () => {
    const connection = await open()
    connection.write(frame('server.connected'))
    connection.write(`: a comment\n\n${frame('server.heartbeat')}${frame('sync')}`)
    connection.write(frame('a'))
    await record.untilCalled('a')
    expect(record.calls).toEqual(['open', 'a'])
  })

  it('skips what it cannot read, says so, and goes on', async () => {
    const connection = await open()
    connection.write(`${frame('a')}data: {"broken\n\ndata: {"payload":7}\n\n${frame('b')}`)
    await record.untilCalled('a b')
    expect(log.lines).toHaveLength(2)
    expect(log.lines[0]).toContain('skipped')
  })

  it('ends its connection when it is closed', async () => {
    const connection = await open()
    upstream.close()
    await connection.closed
    expect(source.requests).toBe(1)
  })

  it('calls nothing once it is closed, whatever was on its way', async () => {
    const connection = await open()
    connection.write(frame('a'))
    upstream.close()
    await connection.closed
    expect(record.calls).toEqual(['open'])
    expect(log.lines).toEqual([])
  })

  it('may be closed by what it calls', async () => {
    const connection = await open({
      onEvents: () => {
        record.note('closing')
        upstream.close()
      },
    })
    connection.write(frame('a') + frame('b'))
    connection.write(frame('c'))
    await connection.closed
    expect(record.calls).toEqual(['open', 'closing'])
  })
})

describe('an event that is split over two chunks', () => {
  const EVENTS = {
    'with line feeds': '{"payload":{"type":"é€🙂"}}\n\n',
    'with carriage returns': '{"payload":{"type":"é€🙂"}}\r\n\r\n',
  }

  it.each(Object.entries(EVENTS))('is read whole, wherever it is cut, %s', async (_name, event) => {
    const connection = await open()
    const bytes = Buffer.from(`data: ${event}`)
    for (let cut = 1; cut < bytes.length; cut += 1) {
      // The first event of the chunk shows that its half of the second has been read too.
      connection.write(Buffer.concat([Buffer.from(frame(`before-${cut}`)), bytes.subarray(0, cut)]))
      await record.until((calls) => calls.some((chunk) => chunk.startsWith(`before-${cut}`)))
      connection.write(Buffer.concat([bytes.subarray(cut), Buffer.from(frame(`after-${cut}`))]))
      await record.until((calls) => calls.some((chunk) => chunk.endsWith(`after-${cut}`)))
      const seen = record.calls.splice(1).join(' ')
      expect(seen).toBe(`before-${cut} é€🙂 after-${cut}`)
    }
    expect(log.lines).toEqual([])
  })
})
