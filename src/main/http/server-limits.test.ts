import { afterEach, describe, expect, it } from 'vitest'
import { BODY_LIMIT } from './body'
import { type Fixture, SESSION_ID, startFixture, TOKEN, until } from './fixture'
import { expectError, headOf, rawClient } from './raw-fixture'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
const start = async (options: Parameters<typeof startFixture>[0] = {}): Promise<Fixture> => {
  const fixture = await startFixture(options)
  ends.push(fixture.server.close)
  return fixture
}
const open = async (port: number, options: Parameters<typeof rawClient>[1] = {}) => {
  const client = await rawClient(port, options)
  ends.push(() => client.socket.destroy())
  return client
}
const json = 'Content-Type: application/json\r\n'
const create = { method: 'POST', target: '/api/sessions' } as const

describe('a request that comes byte by byte', () => {
  // So short that each is over long before the text is.
  const timeouts = { headers: 30, request: 60 }

  const dribbled: [string, (port: number) => string][] = [
    ['in its request line', () => 'GET /'],
    ['in its headers', (port) => headOf(create, port)],
    ['in its body', (port) => `${headOf(create, port)}${json}Content-Length: 1000000\r\n\r\n`],
    [
      'in its chunks',
      (port) => `${headOf(create, port)}${json}Transfer-Encoding: chunked\r\n\r\n100000\r\n`,
    ],
  ]
  for (const [where, head] of dribbled) {
    it(`is refused, and cut off: ${where}`, async () => {
      const { server, calls } = await start({ timeouts })
      const client = await open(server.port)
      client.socket.write(head(server.port))
      const dribble = setInterval(() => {
        if (client.socket.writable) client.socket.write('A')
      }, 2)
      ends.push(() => clearInterval(dribble))
      expectError(await client.next(), 408, 'request_timeout')
      await until(() => client.socket.closed)
      expect(calls).toEqual([])
    })
  }

  it('does not take the time of one that follows it', async () => {
    const { server } = await start({ timeouts })
    const slow = await open(server.port)
    slow.socket.write(headOf(create, server.port))
    const quick = await open(server.port)
    quick.socket.write(`${headOf({ method: 'GET', target: '/api/health' }, server.port)}\r\n`)
    expect((await quick.next())?.status).toBe(200)
    expectError(await slow.next(), 408, 'request_timeout')
  })
})

describe('a body that is too large', () => {
  const tooLarge = Buffer.alloc(BODY_LIMIT + 1, ' ')

  it('is refused by its length, before a byte of it came', async () => {
    const { server } = await start()
    const client = await open(server.port)
    const length = `Content-Length: ${BODY_LIMIT + 1}\r\n\r\n`
    client.socket.write(`${headOf(create, server.port)}${json}${length}`)
    const answer = await client.next()
    expectError(answer, 413, 'too_large')
    expect(answer?.headers.connection).toBe('close')
    expect(client.socket.readableEnded).toBe(false)
  })

  it('is refused as soon as it is, though it has no end', async () => {
    const { server } = await start()
    const client = await open(server.port)
    client.socket.write(`${headOf(create, server.port)}${json}Transfer-Encoding: chunked\r\n\r\n`)
    const size = 1024 * 1024
    const chunk = `${size.toString(16)}\r\n${' '.repeat(size)}\r\n`
    let sending = true
    const pump = () => {
      if (sending && client.socket.write(chunk)) setImmediate(pump)
    }
    client.socket.on('drain', pump)
    pump()
    expectError(await client.next(), 413, 'too_large')
    sending = false
  })

  it.each([
    ['with its length', `Content-Length: ${tooLarge.length}\r\n\r\n`],
    ['in chunks', `Transfer-Encoding: chunked\r\n\r\n${tooLarge.length.toString(16)}\r\n`],
  ])('is refused so that whoever reads only after writing learns of it, %s', async (_how, head) => {
    const { server } = await start()
    const client = await open(server.port, { reads: false })
    client.socket.write(`${headOf(create, server.port)}${json}${head}`)
    await new Promise((resolve) => client.socket.write(tooLarge, resolve))
    client.socket.resume()
    expectError(await client.next(), 413, 'too_large')
    expect(client.broken()).toBeUndefined()
  })

  it('is refused so that fetch learns of it', async () => {
    const { server } = await start()
    for (const body of [tooLarge, new Blob([tooLarge]).stream()]) {
      const res = await fetch(`${server.url}/api/sessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body,
        duplex: 'half',
      } as RequestInit)
      expect(res.status).toBe(413)
      expect(await res.json()).toMatchObject({ code: 'too_large' })
    }
  })

  it('is read when it is just small enough, and text in it may be long', async () => {
    const { ask, calls } = await start({
      given: { 'sessions.create': async () => ({ id: SESSION_ID }) as never },
    })
    const padded = Buffer.alloc(BODY_LIMIT, ' ')
    padded.write('{"title":"a, [b], {c} \\"d\\\\"}')
    const { status } = await ask('/api/sessions', { method: 'POST', body: padded })
    expect(status).toBe(201)
    expect(calls[0]?.input).toEqual({ title: 'a, [b], {c} "d\\' })
    const body = { title: ',['.repeat(100_000) }
    expect((await ask('/api/sessions', { method: 'POST', body })).status).toBe(400)
  })
})

describe('a body that was announced', () => {
  it('is asked for once the guard has let it in, and read', async () => {
    const { server, calls } = await start()
    const client = await open(server.port)
    const head = `${headOf(create, server.port)}${json}Content-Length: 13\r\nExpect: 100-continue\r\n\r\n`
    client.socket.write(head)
    expect((await client.next())?.status).toBe(100)
    client.socket.write('{"title":"x"}')
    expect((await client.next())?.status).toBe(201)
    expect(calls).toEqual([{ name: 'sessions.create', input: { title: 'x' } }])
  })

  it('with an expectation that nobody knows is read all the same', async () => {
    const { server } = await start()
    const client = await open(server.port)
    const head = `${headOf(create, server.port)}${json}Content-Length: 2\r\nExpect: surprise\r\n\r\n{}`
    client.socket.write(head)
    expect((await client.next())?.status).toBe(201)
  })
})

describe('one connection', () => {
  const health = { method: 'GET', target: '/api/health' } as const

  it('answers what was sent at once in order, whatever each is answered', async () => {
    const { server } = await start()
    const { port } = server
    const client = await open(port)
    const requests = [
      `${headOf(health, port)}\r\n`,
      `${headOf({ method: 'GET', target: '/api/nothing' }, port)}\r\n`,
      `${headOf(create, port)}${json}Content-Length: 2\r\n\r\n[]`,
      `${headOf(create, port)}${json}Content-Length: 2\r\n\r\n{}`,
      `${headOf({ method: 'PATCH', target: '/api/health' }, port)}\r\n`,
      `${headOf(health, port)}\r\n`,
    ]
    client.socket.write(requests.join(''))
    const statuses: unknown[] = []
    for (const _ of requests) statuses.push((await client.next())?.status)
    expect(statuses).toEqual([200, 404, 400, 201, 405, 200])
  })

  it('goes on after a request that would have liked another protocol', async () => {
    const { server } = await start()
    const { port } = server
    const client = await open(port)
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
    client.socket.write(`${headOf(health, port)}${upgrade}`)
    expect((await client.next())?.status).toBe(200)
    client.socket.write(`${headOf(health, port)}\r\n`)
    expect((await client.next())?.status).toBe(200)
  })

  it('is cut, not garbled, when nonsense follows a request that is not answered yet', async () => {
    let signal: AbortSignal | undefined
    const { server } = await start({
      given: {
        'sessions.list': (_input, context) => {
          signal = context.signal
          return new Promise(() => undefined)
        },
      },
    })
    const client = await open(server.port)
    client.socket.write(`${headOf({ method: 'GET', target: '/api/sessions' }, server.port)}\r\n`)
    await until(() => signal)
    client.socket.write('nonsense\r\n\r\n')
    expect(await client.next()).toBeUndefined()
    expect(client.text()).toBe('')
    await until(() => signal?.aborted)
  })

  it('is cut, not garbled, when nonsense follows into an event stream', async () => {
    const { server, hub } = await start()
    const client = await open(server.port)
    client.socket.write(`${headOf({ method: 'GET', target: '/api/events' }, server.port)}\r\n`)
    await until(() => client.text().includes('event: hello'))
    client.socket.write('nonsense\r\n\r\n')
    await until(() => client.socket.closed && hub.size === 0)
    expect(client.text()).not.toContain('HTTP/1.1 400')
  })

  it('that is refused ends by itself, though the client goes on', async () => {
    const { server } = await start()
    const client = await open(server.port, { allowHalfOpen: true })
    client.socket.write('nonsense\r\n\r\n')
    expectError(await client.next(), 400, 'invalid_input')
    const more = setInterval(() => client.socket.write('more'), 2)
    ends.push(() => clearInterval(more))
    await until(() => client.broken())
  })

  it('leaves nothing that keeps the server from closing', async () => {
    const { server } = await start({ timeouts: { close: 3_600_000 } })
    const client = await open(server.port)
    client.socket.write('nonsense\r\n\r\n')
    expectError(await client.next(), 400, 'invalid_input')
    await server.close()
  })
})
