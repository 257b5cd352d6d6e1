import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CallRecord, recordCalls } from '../testing/calls'
import { type EventSource, startEventSource } from '../testing/event-source'
import { recordLog } from '../testing/log'
import { openEventStream } from './event-stream'
import { openUpstream, SILENCE_MS, type Upstream } from './upstream'

const FRAME = 'data: {"payload":{"type":"event"}}\n\n'
const GREETING = 'data: {"payload":{"type":"server.connected"}}\n\n'
const HEARTBEAT = 'data: {"payload":{"type":"server.heartbeat"}}\n\n'

let log: ReturnType<typeof recordLog>
let record: CallRecord
let upstream: Upstream | undefined

const listeners = {
  onOpen: () => record.note('open'),
  onEvents: () => record.note('events'),
  onLost: (reason: string) => record.note(`lost: ${reason}`),
}

beforeEach(() => {
  log = recordLog()
  record = recordCalls()
})
afterEach(() => {
  upstream?.close()
  vi.useRealTimers()
})

describe('a stream that is lost', () => {
  let source: EventSource
  beforeEach(async () => {
    source = await startEventSource()
  })
  afterEach(() => source.close())

  const open = () => {
    upstream = openUpstream({
      ...listeners,
      log,
      connect: (signal) => openEventStream(new URL(source.url), {}, signal),
      pause: async () => record.note('pause'),
    })
    return source.next()
  }

  it('is opened again after a clean end', async () => {
    const first = await open()
    first.write(FRAME)
    await record.untilCalled('events')
    first.end()
    const second = await source.next()
    second.write(FRAME)
    await record.untilCalled('events', 2)
    const lost = 'lost: the engine ended the stream'
    expect(record.calls).toEqual(['open', 'events', lost, 'pause', 'open', 'events'])
    expect(upstream?.connected).toBe(true)
  })

  it('is opened again after a reset', async () => {
    const first = await open()
    await record.untilCalled('open')
    first.reset()
    await source.next()
    await record.untilCalled('open', 2)
    expect(record.calls.filter((name) => name.startsWith('lost'))).toHaveLength(1)
  })

  it('is opened again when the engine refuses, and only a stream that was open is lost', async () => {
    source.refuseWith(503, 401, 500)
    await open()
    await record.untilCalled('open')
    expect(record.calls).toEqual(['pause', 'pause', 'pause', 'open'])
    expect(source.requests).toBe(4)
  })

  it('is reported in the log once, with its reason', async () => {
    const first = await open()
    await record.untilCalled('open')
    first.end()
    await record.untilCalled('open', 2)
    expect(log.lines).toHaveLength(1)
    expect(log.lines[0]).toContain('the engine ended the stream')
  })

  it('leaves half an event behind that the next stream does not see', async () => {
    const first = await open()
    first.write(`${FRAME}data: {"payl`)
    await record.untilCalled('events')
    first.end()
    const second = await source.next()
    second.write(FRAME)
    await record.untilCalled('events', 2)
    expect(log.lines.filter((line) => line.includes('skipped'))).toEqual([])
  })

  it('is given up together with its connection when a listener throws', async () => {
    let failing = true
    upstream = openUpstream({
      ...listeners,
      log,
      connect: (signal) => openEventStream(new URL(source.url), {}, signal),
      pause: async () => undefined,
      onEvents: () => {
        if (failing) throw new Error('no place left')
        record.note('events')
      },
    })
    const first = await source.next()
    first.write(FRAME)
    await first.closed
    failing = false
    const second = await source.next()
    second.write(FRAME)
    await record.untilCalled('events')
    expect(record.calls).toContain('lost: no place left')
  })
})

/** Streams under the test's hand, each ended by the signal as a fetched one is. */
function handMadeStreams() {
  const streams: Readable[] = []
  const connect = async (signal: AbortSignal) => {
    const body = new Readable({ read: () => undefined })
    streams.push(body)
    signal.addEventListener('abort', () => body.destroy())
    return body
  }
  return { streams, connect }
}

describe('silence', () => {
  const byte = new TextEncoder().encode(':')
  const settle = () => vi.advanceTimersByTimeAsync(0)
  beforeEach(() => {
    vi.useFakeTimers()
  })

  it('of 30 s counts as a loss', async () => {
    const { streams, connect } = handMadeStreams()
    upstream = openUpstream({ ...listeners, log, connect, pause: async () => undefined })
    await vi.advanceTimersByTimeAsync(SILENCE_MS - 1)
    expect(record.calls).toEqual(['open'])
    await vi.advanceTimersByTimeAsync(1)
    expect(record.calls).toEqual(['open', 'lost: no byte for 30 s', 'open'])
    expect(streams).toHaveLength(2)
  })

  it('begins anew with each byte, even if it brings no event', async () => {
    const { streams, connect } = handMadeStreams()
    upstream = openUpstream({ ...listeners, log, connect, pause: async () => undefined })
    for (let i = 0; i < 5; i += 1) {
      await vi.advanceTimersByTimeAsync(SILENCE_MS - 1)
      streams[0]?.push(byte)
      await settle()
    }
    expect(record.calls).toEqual(['open'])
  })

  it('is not what heartbeats are, though they bring no event', async () => {
    const { streams, connect } = handMadeStreams()
    upstream = openUpstream({ ...listeners, log, connect })
    await settle()
    const encoder = new TextEncoder()
    streams[0]?.push(encoder.encode(GREETING))
    for (let i = 0; i < 60; i += 1) {
      await vi.advanceTimersByTimeAsync(10_000)
      streams[0]?.push(encoder.encode(HEARTBEAT))
    }
    await settle()
    expect(upstream.connected).toBe(true)
    expect(record.calls).toEqual(['open'])
    expect(log.lines).toEqual([])
  })

  it('in the middle of an event is a loss as well: the socket is half open', async () => {
    const { streams, connect } = handMadeStreams()
    upstream = openUpstream({ ...listeners, log, connect, pause: async () => undefined })
    await settle()
    streams[0]?.push(new TextEncoder().encode(FRAME + FRAME.slice(0, 20)))
    await vi.advanceTimersByTimeAsync(SILENCE_MS)
    streams[1]?.push(new TextEncoder().encode(FRAME))
    await settle()
    const lost = 'lost: no byte for 30 s'
    expect(record.calls).toEqual(['open', 'events', lost, 'open', 'events'])
  })

  it('of an engine that does not even answer counts as well', async () => {
    const attempts: AbortSignal[] = []
    const connect = (signal: AbortSignal) =>
      new Promise<Readable>((_resolve, reject) => {
        attempts.push(signal)
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    upstream = openUpstream({ ...listeners, log, connect, pause: async () => undefined })
    await vi.advanceTimersByTimeAsync(SILENCE_MS)
    expect(attempts.map((signal) => signal.aborted)).toEqual([true, false])
    expect(record.calls).toEqual([])
  })

  it('is no longer watched for once the reader is closed', async () => {
    const { connect } = handMadeStreams()
    upstream = openUpstream({ ...listeners, log, connect })
    await settle()
    upstream.close()
    await settle()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a reader that is closed', () => {
  it('before the engine has answered never opens', async () => {
    const { connect } = handMadeStreams()
    const opening = openUpstream({ ...listeners, log, connect })
    opening.close()
    await new Promise(setImmediate)
    expect(record.calls).toEqual([])
    expect(opening.connected).toBe(false)
  })

  it('hands over nothing more of what had arrived', async () => {
    const body = new Readable({ read: () => undefined })
    const reading = openUpstream({ ...listeners, log, connect: async () => body })
    await record.untilCalled('open')
    reading.close()
    body.push(FRAME)
    await new Promise(setImmediate)
    expect(record.calls).toEqual(['open'])
    body.destroy()
  })

  it('is not connected', async () => {
    const { connect } = handMadeStreams()
    const reading = openUpstream({ ...listeners, log, connect })
    await record.untilCalled('open')
    reading.close()
    expect(reading.connected).toBe(false)
  })
})
