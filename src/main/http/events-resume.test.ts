import { afterEach, describe, expect, it } from 'vitest'
import { helloOf, numbersOf, range } from './events-fixture'
import {
  type Call,
  event,
  type Fixture,
  PROJECTION,
  SESSION_ID,
  startFixture,
  until,
} from './fixture'

let fixture: Fixture | undefined
const start = async (options: Parameters<typeof startFixture>[0] = {}) => {
  fixture = await startFixture(options)
  return fixture
}
afterEach(() => fixture?.server.close())

const goOnAfter = (id: string): Call => ({ headers: { 'last-event-id': id } })

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

  it('is given all that there is when it had nothing of it', async () => {
    const { hub, listen } = await start()
    hub.publish([event(1), event(2)])
    const listener = await listen('/api/events', goOnAfter('epoch1-0'))
    hub.publish([event(3)])
    await numbersOf(listener, [1, 2, 3])
    expect(listener.frames[0]).toMatchObject({ event: 'hello', id: 'epoch1-0', data: { seq: 0 } })
  })

  it.each<[string, string, Call]>([
    ['query', '/api/events?lastEventId=', {}],
    ['header', '/api/events', goOnAfter('')],
  ])('begins with now when its %s is empty, as that of one without an id is', async (...given) => {
    const [, path, call] = given
    const { hub, listen } = await start()
    hub.publish([event(1)])
    const listener = await listen(path, call)
    hub.publish([event(2)])
    await numbersOf(listener, [2])
    expect(listener.frames[0]).toMatchObject({ event: 'hello', id: 'epoch1-1' })
    expect(listener.named('resync')).toEqual([])
  })

  it.each([
    'epoch0-2',
    'epoch1-4',
    'epoch1-999999999999999',
    'epoch1-9999999999999999',
    'epoch1',
    'epoch1-',
    'epoch1--1',
    'epoch1-1.5',
    'epoch1-0x1',
    'epoch1-1,epoch1-2',
    'EPOCH1-2',
    '2',
    '-2',
    '%F0%9F%98%80',
    '%00',
    'x'.repeat(4_000),
  ])('is told to fetch again when its id "%s" is not one of this stream', async (id) => {
    const { hub, listen } = await start()
    hub.publish([event(1), event(2), event(3)])
    const listeners = [await listen(`/api/events?lastEventId=${id}`)]
    listeners.push(await listen('/api/events?lastEventId=epoch1-3', goOnAfter(id)))
    for (const listener of listeners) await until(() => listener.named('resync').length > 0)
    hub.publish([event(4)])
    for (const listener of listeners) {
      await numbersOf(listener, [4])
      expect(listener.frames.slice(0, 2)).toEqual([
        { event: 'hello', id: undefined, data: expect.objectContaining({ seq: 3 }) },
        {
          event: 'resync',
          id: 'epoch1-3',
          data: { reason: 'unknown-id', seq: 3, projection: PROJECTION },
        },
      ])
    }
  })

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
