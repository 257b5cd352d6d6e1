import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { helloOf, numbersOf, range } from './events-fixture'
import { event, type Fixture, PROJECTION, startFixture, TOKEN, until } from './fixture'

const MIB = 1024 * 1024
/** That many events of a MiB are more than sockets take on their own (Linux: 10 MiB at most). */
const LARGE_COUNT = 24

let fixture: Fixture | undefined
const start = async (options: Parameters<typeof startFixture>[0] = {}) => {
  fixture = await startFixture(options)
  return fixture
}
afterEach(() => fixture?.server.close())

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

  it('is not compressed, for then events would wait for each other', async () => {
    const { listen } = await start()
    const listener = await listen('/api/events', { headers: { 'accept-encoding': 'gzip, br' } })
    expect(listener.res.headers['content-encoding']).toBeUndefined()
  })

  it('outlives what bounds a request', async () => {
    const { server, hub, listen } = await start({ timeouts: { headers: 10, request: 20 } })
    const listener = await listen('/api/events')
    await helloOf(listener)
    // When a request that came later is cut off, this one would have been.
    const dribbling = connect(server.port, '127.0.0.1').resume()
    dribbling.write('GET /api/events HTTP/1.1\r\n')
    await until(() => dribbling.closed)
    hub.publish([event(1)])
    await numbersOf(listener, [1])
  })

  it('is not opened when the state cannot be told', async () => {
    const { ask, hub } = await start({
      projection: () => {
        throw new Error('no state')
      },
    })
    const { status, json } = await ask('/api/events')
    expect(status).toBe(500)
    expect(json).toMatchObject({ code: 'internal' })
    expect(hub.size).toBe(0)
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

  it('frees all that it asked for on one connection, what waits for its turn too', async () => {
    const { server, hub } = await start()
    const { port } = server
    const ask = `GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`
    const socket = connect(port, '127.0.0.1').resume()
    socket.write(ask.repeat(3))
    await until(() => hub.size === 3)
    socket.destroy()
    await until(() => hub.size === 0)
  })
})
