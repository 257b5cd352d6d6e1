import { describe, expect, it, vi } from 'vitest'
import type { Projection } from '../../shared/events'
import { followHttpEvents } from './http-stream'

const projection = { statuses: {} } as unknown as Projection
const control = (event: string, data: unknown, id?: string) =>
  `event: ${event}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`
const hello = (seq: number, { epoch = 'a', projectionSeq = seq } = {}) =>
  `retry: 3000\n\n${control('hello', { epoch, seq, projection, projectionSeq }, `${epoch}-${seq}`)}`
const resync = (seq: number, reason = 'overtaken') =>
  control('resync', { reason, seq, projection }, `a-${seq}`)
const event = (seq: number, data: unknown, epoch = 'a') =>
  `id: ${epoch}-${seq}\ndata: ${JSON.stringify(data)}\n\n`

/** A listener that the test writes for, a browser, and a sink that notes. */
function setUp({ isVisible = true } = {}) {
  const heard: string[] = []
  const asked: (string | null)[] = []
  const timers = new Map<() => void, number>()
  const encoder = new TextEncoder()
  let visible = isVisible
  let changed: () => void = () => undefined
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined
  let signal: AbortSignal | null | undefined
  let status = 200
  let unpaired = 0

  const end = followHttpEvents(
    {
      fetch: async (path, init) => {
        expect(path).toBe('/api/events')
        asked.push(new Headers(init.headers).get('last-event-id'))
        signal = init.signal
        if (status === 0) throw new TypeError('Failed to fetch')
        if (status !== 200) return Response.json({}, { status })
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            stream = controller
          },
        })
        init.signal?.addEventListener('abort', () => stream?.error(new Error('aborted')))
        return new Response(body)
      },
      after: (ms, run) => {
        timers.set(run, ms)
        return () => timers.delete(run)
      },
      isVisible: () => visible,
      onVisibility: (callback) => {
        changed = callback
        return () => {
          changed = () => undefined
        }
      },
      onUnpaired: () => {
        unpaired += 1
      },
    },
    {
      hello: ({ epoch, seq }) => heard.push(`hello ${epoch}-${seq}`),
      resync: ({ seq, reason }, applied) => {
        heard.push(`resync ${seq} ${reason}`)
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
    heard,
    asked,
    end,
    signal: () => signal,
    unpaired: () => unpaired,
    /** Sends one chunk. */
    send: (...texts: string[]) => stream?.enqueue(encoder.encode(texts.join(''))),
    sendBytes: (bytes: Uint8Array) => stream?.enqueue(bytes),
    close: () => stream?.close(),
    breakOff: () => stream?.error(new TypeError('network error')),
    answerWith: (next: number) => {
      status = next
    },
    show: (next: boolean) => {
      visible = next
      changed()
    },
    delays: () => [...timers.values()],
    runTimers: () => {
      const due = [...timers.keys()]
      timers.clear()
      for (const run of due) run()
    },
    hears: (...lines: string[]) => vi.waitFor(() => expect(heard).toEqual(lines)),
    connects: (times: number) => vi.waitFor(() => expect(asked).toHaveLength(times)),
  }
}

describe('the event stream over HTTP', () => {
  it('hands on what came in one chunk together, in order, comments aside', async () => {
    const stream = setUp()
    await stream.connects(1)
    stream.send(hello(7), event(8, 'a'), ':\n\n', event(9, 'b'))
    stream.send(event(10, 'c'))
    await stream.hears('hello a-7', 'batch 8 ["a","b"]', 'batch 10 ["c"]')
    expect(stream.asked).toEqual([null])
    stream.end()
  })

  it('reads events that come in pieces, in the middle of a character too', async () => {
    const stream = setUp()
    await stream.connects(1)
    const bytes = new TextEncoder().encode(hello(7) + event(8, 'grün ☸'))
    for (const byte of bytes) stream.sendBytes(Uint8Array.of(byte))
    await stream.hears('hello a-7', 'batch 8 ["grün ☸"]')
    stream.end()
  })

  it('goes on after a resync with its number', async () => {
    const stream = setUp()
    await stream.connects(1)
    stream.send(hello(7), event(8, 'a'), resync(90), event(91, 'x'))
    await stream.hears('hello a-7', 'batch 8 ["a"]', 'resync 90 overtaken', 'batch 91 ["x"]')
    stream.end()
  })

  it('ignores control frames that it does not know', async () => {
    const stream = setUp()
    await stream.connects(1)
    stream.send(hello(7), control('weather', {}), event(8, 'a'))
    await stream.hears('hello a-7', 'batch 8 ["a"]')
    stream.end()
  })
})

describe('a connection that is lost', () => {
  const lose = async () => {
    const stream = setUp()
    await stream.connects(1)
    stream.send(hello(7), event(8, 'a'))
    await stream.hears('hello a-7', 'batch 8 ["a"]')
    stream.breakOff()
    await stream.hears('hello a-7', 'batch 8 ["a"]', 'lost')
    stream.heard.length = 0
    stream.runTimers()
    await stream.connects(2)
    return stream
  }

  it('goes on from the last event, and says hello once what was missed is there', async () => {
    const stream = await lose()
    expect(stream.asked).toEqual([null, 'a-8'])
    stream.send(hello(8, { projectionSeq: 10 }), event(9, 'b'))
    await stream.hears('batch 9 ["b"]')
    // What is replayed is older than what hello knows: told first, hello would be overwritten.
    stream.send(event(10, 'c'), event(11, 'd'))
    await stream.hears('batch 9 ["b"]', 'batch 10 ["c"]', 'hello a-10', 'batch 11 ["d"]')
    stream.end()
  })

  it('says hello at once when nothing was missed', async () => {
    const stream = await lose()
    stream.send(hello(8))
    await stream.hears('hello a-8')
    stream.end()
  })

  it('starts afresh with an app that was started again', async () => {
    const stream = await lose()
    stream.send(hello(2, { epoch: 'b' }), resync(2, 'unknown-id'), event(3, 'x', 'b'))
    await stream.hears('hello b-2', 'resync 2 unknown-id', 'batch 3 ["x"]')
    stream.end()
  })

  it('takes a resync in the place of what it missed', async () => {
    const stream = await lose()
    stream.send(hello(8, { projectionSeq: 5_000 }), resync(9_000), event(9_001, 'x'))
    await stream.hears('resync 9000 overtaken', 'batch 9001 ["x"]')
    stream.breakOff()
    await vi.waitFor(() => expect(stream.delays()).toEqual([250]))
    stream.runTimers()
    await stream.connects(3)
    expect(stream.asked[2]).toBe('a-9001')
    stream.end()
  })

  it.each([
    ['a gap in the numbers', event(10, 'late')],
    ['a repeated number', event(8, 'again')],
    ['an event of another launch', event(9, 'x', 'b')],
    ['an event without a number', 'data: 1\n\n'],
    ['an event that is no JSON', 'id: a-9\ndata: {\n\n'],
  ])('starts afresh after %s', async (_, broken) => {
    const stream = await lose()
    stream.send(hello(8))
    await stream.hears('hello a-8')
    stream.send(broken)
    await stream.hears('hello a-8', 'lost')
    stream.runTimers()
    await stream.connects(3)
    expect(stream.asked[2]).toBeNull()
    stream.end()
  })

  it.each([
    ['is refused', 0],
    ['is answered with 503', 503],
  ])('is tried for longer and longer when it %s', async (_, status) => {
    const stream = setUp()
    await stream.connects(1)
    stream.answerWith(status)
    stream.close()
    const waits: number[] = []
    for (let attempt = 1; attempt < 8; attempt += 1) {
      await vi.waitFor(() => expect(stream.heard).toHaveLength(attempt))
      waits.push(...stream.delays())
      stream.runTimers()
      await stream.connects(attempt + 1)
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])
    stream.end()
  })

  it('is noticed when nothing comes any more, not even a comment', async () => {
    const stream = setUp()
    await stream.connects(1)
    stream.send(hello(7))
    await stream.hears('hello a-7')
    expect(stream.delays()).toEqual([45_000])
    const { signal } = stream
    const first = signal()
    stream.runTimers()
    await stream.hears('hello a-7', 'lost')
    expect(first?.aborted).toBe(true)
    expect(stream.delays()).toEqual([250])
    stream.end()
  })
})

describe('a browser that is not known any more', () => {
  it('is told once, tried again, and told again the next time', async () => {
    const stream = setUp()
    await stream.connects(1)
    stream.send(hello(7))
    await stream.hears('hello a-7')
    stream.answerWith(401)
    stream.close()
    for (let attempt = 2; attempt < 5; attempt += 1) {
      await vi.waitFor(() => expect(stream.heard).toHaveLength(attempt))
      stream.runTimers()
      await stream.connects(attempt)
    }
    await vi.waitFor(() => expect(stream.unpaired()).toBe(1))
    stream.answerWith(200)
    await vi.waitFor(() => expect(stream.heard).toHaveLength(5))
    stream.runTimers()
    await stream.connects(5)
    stream.send(hello(2, { epoch: 'b' }))
    await vi.waitFor(() => expect(stream.heard.at(-1)).toBe('hello b-2'))
    stream.answerWith(401)
    stream.close()
    await vi.waitFor(() => expect(stream.heard.at(-1)).toBe('lost'))
    stream.runTimers()
    await vi.waitFor(() => expect(stream.unpaired()).toBe(2))
    stream.end()
  })
})

describe('a page that nobody sees', () => {
  it('has no connection, and goes on where it was when it is seen again', async () => {
    const stream = setUp()
    await stream.connects(1)
    stream.send(hello(7), event(8, 'a'))
    await stream.hears('hello a-7', 'batch 8 ["a"]')
    stream.show(false)
    expect(stream.signal()?.aborted).toBe(true)
    expect(stream.delays()).toEqual([])
    stream.show(true)
    await stream.connects(2)
    expect(stream.asked).toEqual([null, 'a-8'])
    stream.send(hello(8, { projectionSeq: 9 }), event(9, 'b'))
    await stream.hears('hello a-7', 'batch 8 ["a"]', 'batch 9 ["b"]', 'hello a-9')
    stream.end()
  })

  it('opens none before it is first seen, and does not wait then', async () => {
    const stream = setUp({ isVisible: false })
    expect(stream.asked).toEqual([])
    stream.show(true)
    await stream.connects(1)
    stream.breakOff()
    await stream.hears('lost')
    stream.show(true)
    await stream.connects(2)
    expect(stream.delays()).toEqual([45_000])
    stream.end()
  })
})

it('ends for good', async () => {
  const stream = setUp()
  await stream.connects(1)
  stream.send(hello(7))
  await stream.hears('hello a-7')
  stream.end()
  expect(stream.signal()?.aborted).toBe(true)
  expect(stream.delays()).toEqual([])
  stream.show(true)
  expect(stream.asked).toHaveLength(1)
})
