import { afterEach, describe, expect, it } from 'vitest'
import {
  type Call,
  event,
  type Fixture,
  type Listener,
  PROJECTION,
  SESSION_ID,
  startFixture,
  until,
} from './fixture'

const MIB = 1024 * 1024
/** That many events of a MiB are more than sockets take on their own (Linux: 10 MiB at most). */
const LARGE_COUNT = 24

let fixture: Fixture | undefined
const start = async (options: Parameters<typeof startFixture>[0] = {}) => {
  fixture = await startFixture(options)
  return fixture
}
afterEach(() => fixture?.server.close())

const goOnAfter = (id: string): Call => ({ headers: { 'last-event-id': id } })
const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)
const helloOf = (listener: Listener) => until(() => listener.named('hello')[0])
const numbersOf = async (listener: Listener, expected: number[]) => {
  await until(() => listener.numbers().length >= expected.length)
  expect(listener.numbers()).toEqual(expected)
}

describe('a stream', () => {
  it('opens with its headers, the time to come back after, and hello', async () => {
    const { hub, listen } = await start()
    hub.publish([event(1), event(2)])
    const listener = await listen('/api/events')
    expect(listener.res.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
    await helloOf(listener)
    expect(listener.retry()).toBe(3000)
    expect(listener.frames).toEqual([
      {
        event: 'hello',
        id: 'epoch1-2',
        data: { epoch: 'epoch1', seq: 2, projection: PROJECTION, projectionSeq: 2 },
      },
    ])
  })

  it('gives each event its id and its text as it came', async () => {
    const { hub, listen } = await start()
    const listener = await listen('/api/events')
    await helloOf(listener)
    hub.publish([event(1), { ...event(2), text: '{"n":2, "text":"ü\\n€"}' }])
    await numbersOf(listener, [1, 2])
    expect(listener.text()).toContain(
      '\n\nid: epoch1-1\ndata: {"n":1}\n\nid: epoch1-2\ndata: {"n":2, "text":"ü\\n€"}\n\n',
    )
  })

  it('keeps an event whole whose text has line breaks', async () => {
    const { hub, listen } = await start()
    const listener = await listen('/api/events')
    await helloOf(listener)
    hub.publish([{ ...event(1), text: '{\n"n":\r\n1,\r"m"\n\n:2}' }, event(2)])
    await numbersOf(listener, [1, 2])
    expect(listener.frames[1]).toEqual({ event: undefined, id: 'epoch1-1', data: { n: 1, m: 2 } })
  })

  it('is kept open by comments while nothing happens', async () => {
    const { listen } = await start({ heartbeatMs: 1 })
    const listener = await listen('/api/events')
    await until(() => listener.comments.length > 2)
    expect(listener.numbers()).toEqual([])
  })

  it('refuses a query that it does not know, as JSON', async () => {
    const { ask, hub } = await start()
    for (const query of ['since=1', 'lastEventId=a&lastEventId=b']) {
      const { status, json } = await ask(`/api/events?${query}`)
      expect(status).toBe(400)
      expect(json).toMatchObject({ code: 'invalid_input' })
    }
    expect(hub.size).toBe(0)
  })
})

describe('a client that comes back', () => {
  it('is given what came since, and then what comes, by header or by query', async () => {
    const { hub, listen } = await start()
    hub.publish(range(1, 5).map((n) => event(n)))
    const listeners = [
      await listen('/api/events', goOnAfter('epoch1-2')),
      await listen('/api/events?lastEventId=epoch1-2'),
      await listen('/api/events?lastEventId=epoch1-4', goOnAfter('epoch1-2')),
    ]
    hub.publish([event(6)])
    for (const listener of listeners) {
      await numbersOf(listener, [3, 4, 5, 6])
      expect(listener.frames[0]).toMatchObject({
        event: 'hello',
        id: 'epoch1-2',
        data: { seq: 2, projectionSeq: 5 },
      })
      expect(listener.named('resync')).toEqual([])
    }
  })

  it('is given nothing twice when it had everything', async () => {
    const { hub, listen } = await start()
    hub.publish([event(1)])
    const listener = await listen('/api/events', goOnAfter('epoch1-1'))
    hub.publish([event(2)])
    await numbersOf(listener, [2])
  })

  it('loses and repeats nothing however often it is cut off', async () => {
    const { hub, listen } = await start()
    const seen: number[] = []
    let last: string | undefined
    let published = 0
    const publish = (count: number) => {
      hub.publish(range(published + 1, published + count).map((n) => event(n)))
      published += count
    }
    for (const [whileOn, whileOff] of [
      [0, 3],
      [5, 0],
      [1, 400],
      [40, 1],
      [0, 0],
      [2, 2],
    ] as const) {
      const listener = await listen('/api/events', last === undefined ? {} : goOnAfter(last))
      await helloOf(listener)
      publish(whileOn)
      await until(() => seen.length + listener.numbers().length === published)
      seen.push(...listener.numbers())
      last = listener.frames.at(-1)?.id
      listener.leave()
      await until(() => hub.size === 0)
      publish(whileOff)
    }
    expect(seen).toEqual(range(1, published - 2))
  })

  it('goes on from the answer of an operation', async () => {
    const given: Parameters<typeof start>[0] = {
      given: {
        'sessions.messages': async (_input, context) => {
          context.seq = fixture?.hub.seq ?? -1
          return []
        },
      },
    }
    const { hub, ask, listen } = await start(given)
    hub.publish([event(1)])
    const { headers } = await ask(`/api/sessions/${SESSION_ID}/messages`)
    hub.publish([event(2)])
    const listener = await listen(`/api/events?lastEventId=${headers['x-wheelhouse-seq']}`)
    await numbersOf(listener, [2])
  })

  for (const id of ['epoch0-2', 'epoch1-4', 'epoch1', 'epoch1--1', '2', '%F0%9F%98%80', '']) {
    it(`is told to fetch again when its id "${id}" is not one of this stream`, async () => {
      const { hub, listen } = await start()
      hub.publish([event(1), event(2), event(3)])
      const listener = await listen(`/api/events?lastEventId=${id}`)
      await until(() => listener.named('resync').length > 0)
      hub.publish([event(4)])
      await numbersOf(listener, [4])
      expect(listener.frames.slice(0, 2)).toEqual([
        { event: 'hello', id: undefined, data: expect.objectContaining({ seq: 3 }) },
        {
          event: 'resync',
          id: 'epoch1-3',
          data: { reason: 'unknown-id', seq: 3, projection: PROJECTION },
        },
      ])
    })
  }

  it('is told to fetch again when what it missed is no longer kept', async () => {
    const { hub, listen } = await start({ limits: { count: 4, bytes: 1024 } })
    hub.publish(range(1, 10).map((n) => event(n)))
    const listener = await listen('/api/events', goOnAfter('epoch1-5'))
    await until(() => listener.named('resync').length > 0)
    hub.publish([event(11)])
    await numbersOf(listener, [11])
    expect(listener.frames.map(({ event: name, id }) => [name, id])).toEqual([
      ['hello', 'epoch1-5'],
      ['resync', 'epoch1-10'],
      [undefined, 'epoch1-11'],
    ])
    expect(listener.named('resync')[0]?.data).toMatchObject({ reason: 'overtaken', seq: 10 })
  })

  it('is told to fetch again across a gap of the engine, as are those who stayed', async () => {
    const { hub, listen } = await start()
    hub.publish([event(1)])
    const stayed = await listen('/api/events')
    await helloOf(stayed)
    hub.interrupt()
    const back = await listen('/api/events', goOnAfter('epoch1-1'))
    for (const listener of [stayed, back]) {
      await until(() => listener.named('resync').length > 0)
      expect(listener.named('resync')).toEqual([
        {
          event: 'resync',
          id: `epoch1-${hub.seq}`,
          data: { reason: 'upstream', seq: hub.seq, projection: PROJECTION },
        },
      ])
    }
  })
})

describe('a client that does not read', () => {
  it('holds nobody up, is told what it missed, and goes on', async () => {
    const { hub, listen } = await start({ limits: { count: 16, bytes: 2 * MIB } })
    const slow = await listen('/api/events')
    const quick = await listen('/api/events')
    await Promise.all([helloOf(slow), helloOf(quick)])
    slow.res.pause()
    const total = LARGE_COUNT
    for (const n of range(1, total)) {
      hub.publish([event(n, MIB)])
      await until(() => quick.numbers().at(-1) === n)
    }
    expect(quick.numbers()).toEqual(range(1, total))

    slow.res.resume()
    await until(() => slow.named('resync').length > 0)
    const kept = slow.numbers().length
    expect(slow.numbers()).toEqual(range(1, kept))
    expect(kept).toBeLessThan(total)
    expect(slow.named('resync')[0]?.data).toMatchObject({ reason: 'overtaken', seq: total })
    hub.publish([event(total + 1)])
    await until(() => slow.numbers().length > kept)
    expect(slow.numbers().at(-1)).toBe(total + 1)
    expect(slow.named('resync')).toHaveLength(1)
  })

  it('is given all of it when it reads again in time', async () => {
    const { hub, listen } = await start({ limits: { count: 1000, bytes: 128 * MIB } })
    const slow = await listen('/api/events')
    await helloOf(slow)
    slow.res.pause()
    hub.publish(range(1, LARGE_COUNT).map((n) => event(n, MIB)))
    slow.res.resume()
    await numbersOf(slow, range(1, LARGE_COUNT))
    expect(slow.named('resync')).toEqual([])
  })
})

describe('a client that leaves', () => {
  it('frees its cursor, and the others go on', async () => {
    const { hub, listen } = await start({ heartbeatMs: 1 })
    const [leaving, staying] = [await listen('/api/events'), await listen('/api/events')]
    await Promise.all([helloOf(leaving), helloOf(staying)])
    expect(hub.size).toBe(2)
    leaving.leave()
    hub.publish([event(1)])
    await until(() => hub.size === 1)
    hub.publish([event(2)])
    await numbersOf(staying, [1, 2])
    staying.leave()
    await until(() => hub.size === 0)
  })
})
