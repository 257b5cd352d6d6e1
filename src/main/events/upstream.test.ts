import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CallRecord, recordCalls } from '../testing/calls'
import { type EventSource, type SourceConnection, startEventSource } from '../testing/event-source'
import { recordLog } from '../testing/log'
import { openEventStream } from './event-stream'
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
    connect: (signal) => openEventStream(new URL(source.url), {}, signal),
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

  it('says ever more rarely what it skips in a flood, and never what was in it', async () => {
    const connection = await open()
    const broken = Array.from({ length: 999 }, (_, i) => `data: {"secret${i}"\n\n`).join('')
    connection.write(`${broken}data: {"payload":{"type":{"secret":1}}}\n\n${frame('a')}`)
    await record.untilCalled('a')
    expect(log.lines).toEqual([
      'warn: An event of the engine was skipped: it is not JSON (10 characters, 1 so far).',
      'warn: An event of the engine was skipped: it is not JSON (10 characters, 10 so far).',
      'warn: An event of the engine was skipped: it is not JSON (11 characters, 100 so far).',
      'warn: An event of the engine was skipped: its type is not a string (33 characters, 1 so far).',
    ])
  })

  it('goes on counting what it skips when the stream is opened again', async () => {
    const first = await open()
    first.write(`${'data: no\n\n'.repeat(5)}${frame('a')}`)
    await record.untilCalled('a')
    first.end()
    const second = await source.next()
    second.write(`${'data: no\n\n'.repeat(4)}${frame('b')}`)
    await record.untilCalled('b')
    expect(log.lines.filter((line) => line.includes('skipped'))).toHaveLength(1)
  })

  it('skips an event larger than the limit with one warning, and keeps the connection', async () => {
    const connection = await open({ frameLimit: 1024 })
    const large = frame('x'.repeat(1024 * 1024))
    connection.write(frame('a') + large.slice(0, 500_000))
    await record.untilCalled('a')
    connection.write(large.slice(500_000) + frame('b'))
    await record.untilCalled('b')
    expect(record.calls).toEqual(['open', 'a', 'b'])
    expect(source.requests).toBe(1)
    expect(log.lines).toEqual([
      'warn: An event of the engine was skipped: it is larger than 1024 characters.',
    ])
  })

  it('reads events of 4 MiB as they are, and drops the twin of each', async () => {
    const texts: string[] = []
    const connection = await open({
      onEvents: (events) => {
        for (const { text, route } of events) {
          texts.push(text)
          record.note(route.type)
        }
      },
    })
    const text = 'a "quoted" line\né漢🙂 '.repeat((4 * 1024 * 1024) / 28)
    const part = {
      type: 'message.part.updated',
      properties: { part: { sessionID: 'ses_1', text } },
    }
    const event = JSON.stringify({ directory: '/p', project: 'p', payload: part })
    const sync = { type: 'sync', syncEvent: part }
    const twin = JSON.stringify({ directory: '/p', project: 'p', payload: sync })
    connection.write(`data: ${event}\n\ndata: ${twin}\n\n${frame('a')}`)
    await record.untilCalled('a')
    expect(record.calls).toEqual(['open', 'message.part.updated', 'a'])
    expect(texts[0] === event).toBe(true)
    expect(log.lines).toEqual([])
  })

  it('reads an event that holds invalid UTF-8, with U+FFFD in its place', async () => {
    const connection = await open()
    const [start, end] = frame('a?b').split('?')
    const bytes = [`${start}`, Uint8Array.of(0xff, 0xe2, 0x82), `${end}`].map((part) =>
      Buffer.from(part),
    )
    connection.write(Buffer.concat([...bytes, Buffer.from(frame('é'))]))
    await record.untilCalled('a\ufffd\ufffdb é')
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
