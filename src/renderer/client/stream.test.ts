import { describe, expect, it, vi } from 'vitest'
import { EVENTS_CHANNEL } from '../../shared/bridge'
import type { StreamFrame } from '../../shared/events'
import { followEvents } from './stream'

const ORIGIN = 'app://wheelhouse'
const HELLO: StreamFrame = {
  kind: 'hello',
  epoch: 'a',
  seq: 7,
  projection: {
    engine: { running: true, state: 'ready', since: 1, restarts: 0 },
    statuses: {},
    permissions: [],
    questions: [],
    parents: {},
    compactions: {},
  },
}
const batch = (first: number, events: unknown[]): StreamFrame => ({
  kind: 'batch',
  first,
  last: first + events.length - 1,
  json: JSON.stringify(events),
})

/** A page, a main process that answers each request with a real port, and a sink that notes. */
function setUp() {
  const page = new EventTarget()
  const nonces: string[] = []
  const timers = new Map<() => void, number>()
  const heard: string[] = []
  const acks: unknown[] = []
  let main: MessagePort | undefined

  const post = (over: Record<string, unknown> = {}) => {
    const channel = new MessageChannel()
    const event = Object.assign(new Event('message'), {
      source: page,
      origin: ORIGIN,
      data: { type: EVENTS_CHANNEL, nonce: nonces.at(-1) },
      ports: [channel.port2],
      ...over,
    })
    page.dispatchEvent(event)
    return channel.port1
  }
  const answer = () => {
    main = post()
    main.onmessage = (message) => acks.push(message.data)
  }

  const end = followEvents(
    {
      page,
      origin: ORIGIN,
      open: (nonce) => nonces.push(nonce),
      nonce: () => `nonce-${nonces.length}`,
      after: (ms, run) => {
        timers.set(run, ms)
        return () => timers.delete(run)
      },
    },
    {
      hello: (frame) => heard.push(`hello ${frame.seq}`),
      resync: (frame, applied) => {
        heard.push(`resync ${frame.seq}`)
        applied()
      },
      batch: (first, events, applied) => {
        heard.push(`batch ${first} ${JSON.stringify(events)}`)
        applied()
      },
      lost: () => heard.push('lost'),
    },
  )
  return {
    page,
    nonces,
    heard,
    acks,
    post,
    answer,
    end: () => {
      end()
      main?.close()
    },
    delays: () => [...timers.values()],
    runTimers: () => {
      const due = [...timers.keys()]
      timers.clear()
      for (const run of due) run()
    },
    send: (...frames: unknown[]) => {
      for (const frame of frames) main?.postMessage(frame)
    },
    hears: (...lines: string[]) => vi.waitFor(() => expect(heard).toEqual(lines)),
  }
}

describe('the event stream', () => {
  it('hands frames to the sink in order and acknowledges what was applied', async () => {
    const stream = setUp()
    stream.answer()
    stream.send(HELLO, batch(8, ['a', 'b']), batch(10, ['c']))
    await stream.hears('hello 7', 'batch 8 ["a","b"]', 'batch 10 ["c"]')
    await vi.waitFor(() => expect(stream.acks).toEqual([{ ack: 9 }, { ack: 10 }]))
    stream.end()
  })

  it('takes a port only from its own window, at its own origin, with its own nonce', async () => {
    const stream = setUp()
    const ports = [
      stream.post({ source: new EventTarget() }),
      stream.post({ origin: 'https://evil.example' }),
      stream.post({ data: { type: EVENTS_CHANNEL, nonce: 'guessed' } }),
      stream.post({ data: { type: 'other', nonce: 'nonce-0' } }),
      stream.post({ data: null }),
    ]
    for (const port of ports) {
      port.postMessage({ ...HELLO, seq: 666 })
      port.close()
    }
    stream.answer()
    stream.send(HELLO)
    await stream.hears('hello 7')
    // The nonce is used up: a second port with it is not taken either.
    const late = stream.post()
    late.postMessage(HELLO)
    stream.send(batch(8, []))
    stream.send(batch(8, ['a']))
    await stream.hears('hello 7', 'batch 8 []', 'batch 8 ["a"]')
    late.close()
    stream.end()
  })

  it.each([
    ['a gap in the numbers', batch(9, ['late'])],
    ['a repeated number', batch(7, ['again'])],
    ['a batch that is no JSON', { kind: 'batch', first: 8, last: 8, json: '[' }],
    [
      'a batch of another length than its numbers',
      { kind: 'batch', first: 8, last: 9, json: '[1]' },
    ],
    ['bye', { kind: 'bye', reason: 'quitting' }],
  ])('asks for a new port after %s', async (_, frame) => {
    const stream = setUp()
    stream.answer()
    stream.send(HELLO, frame)
    await stream.hears('hello 7', 'lost')
    expect(stream.nonces).toHaveLength(1)
    stream.runTimers()
    expect(stream.nonces).toHaveLength(2)
    stream.answer()
    stream.send({ ...HELLO, seq: 12 })
    await stream.hears('hello 7', 'lost', 'hello 12')
    stream.end()
  })

  it('goes on after a resync with its number, acknowledges it, and ignores unknown frames', async () => {
    const stream = setUp()
    stream.answer()
    const { projection } = HELLO
    stream.send(HELLO, { kind: 'weather' }, null, {
      kind: 'resync',
      seq: 90,
      reason: 'overtaken',
      projection,
    })
    stream.send(batch(91, ['x']))
    await stream.hears('hello 7', 'resync 90', 'batch 91 ["x"]')
    await vi.waitFor(() => expect(stream.acks).toEqual([{ ack: 90 }, { ack: 91 }]))
    stream.end()
  })

  it('waits longer from attempt to attempt, five seconds at most, and starts over after hello', async () => {
    const stream = setUp()
    const waits: number[] = []
    // Nobody answers: each request runs out, then there is a pause, then the next request.
    for (let attempt = 0; attempt < 7; attempt += 1) {
      stream.runTimers()
      waits.push(...stream.delays())
      stream.runTimers()
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])

    stream.answer()
    stream.send(HELLO, { kind: 'bye', reason: 'test' })
    await vi.waitFor(() => expect(stream.delays()).toEqual([250]))
    stream.end()
  })

  it('asks for nothing once the page unloads', async () => {
    const stream = setUp()
    stream.answer()
    stream.send(HELLO)
    await stream.hears('hello 7')
    stream.page.dispatchEvent(new Event('pagehide'))
    stream.runTimers()
    expect(stream.nonces).toHaveLength(1)
    expect(stream.heard).toEqual(['hello 7'])
    stream.end()
  })
})
