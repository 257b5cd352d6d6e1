import { spawn } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { MOST_KNOWN, MOST_STRANGERS } from './connections'
import { type Fixture, startFixture, TOKEN, until } from './fixture'
import { createPairing } from './pairing'
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
const openMany = (port: number, count: number) =>
  Promise.all(Array.from({ length: count }, () => open(port)))
type Client = Awaited<ReturnType<typeof open>>
const isOpen = ({ socket }: Client) => !socket.closed && !socket.readableEnded
const countOpen = (clients: readonly Client[]) => clients.filter(isOpen).length

const health = { method: 'GET', target: '/api/health' } as const
const sessions = { method: 'GET', target: '/api/sessions' } as const
const events = { method: 'GET', target: '/api/events' } as const
const stranger = ({ method, target }: { method: string; target: string }, port: number) =>
  `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`

/** A pairing whose body never comes: as long as a stranger likes, it is being answered. */
const pendingPair = (port: number) =>
  `${stranger({ method: 'POST', target: '/api/pair' }, port)}Origin: http://127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"code":`

/** Of a process of its own: the owner asks for something, and 600 strangers come. */
const OWNER_THEN_STRANGERS = `
  const [port, request] = process.argv.slice(1)
  const open = () => require('net').connect(port, '127.0.0.1').on('error', () => undefined)
  console.log('begin')
  setTimeout(() => {
      const owner = open()
    owner.write(request)
    owner.on('data', (text) => {
      console.log(String(text))
      owner.destroy()
    })
    owner.on('close', () => console.log('over'))
    for (let index = 0; index < 600; index += 1) open()
  }, 50)
`

/** The owner asks for something, and follows the events. */
async function expectOwnerServed({ server: { port }, ask, hub }: Fixture) {
  expect((await ask('/api/sessions')).status).toBe(200)
  const before = hub.size
  const stream = await open(port)
  stream.socket.write(`${headOf(events, port)}\r\n`)
  await until(() => stream.text().includes('event: hello'))
  stream.socket.destroy()
  await until(() => hub.size === before)
}

describe('a stranger with six hundred connections leaves the owner’s places free', () => {
  const doings: [string, (client: Client, port: number) => void][] = [
    ['says nothing', () => undefined],
    ['sends half a header', ({ socket }, port) => socket.write(stranger(sessions, port))],
    [
      'asks for what needs a token, with a body that never comes',
      ({ socket }, port) =>
        socket.write(
          `${stranger({ method: 'POST', target: '/api/sessions' }, port)}Content-Length: 9\r\n\r\n`,
        ),
    ],
    [
      'keeps a connection by asking for what is open to all',
      ({ socket }, port) => socket.write(`${stranger(health, port)}\r\n`),
    ],
    ['pairs, with a body that never comes', ({ socket }, port) => socket.write(pendingPair(port))],
    [
      'has half-closed connections',
      ({ socket }, port) => socket.end(`${stranger(health, port)}\r\n`),
    ],
  ]
  for (const [what, act] of doings) {
    it(`who ${what}`, async () => {
      // Nothing ends by itself in time.
      const timeouts = { headers: 3_600_000, request: 3_600_000 }
      const fixture = await start({ pairing: createPairing(), timeouts })
      const { port } = fixture.server
      const clients: Client[] = []
      for (let round = 0; round < 6; round += 1) {
        const some = await openMany(port, 100)
        for (const client of some) act(client, port)
        clients.push(...some)
        await expectOwnerServed(fixture)
      }
      await until(() => countOpen(clients) <= MOST_STRANGERS)
      await expectOwnerServed(fixture)
    })
  }

  it('who comes right after the owner, while the listener is busy with something else', async () => {
    const { server } = await start({ timeouts: { headers: 3_600_000, request: 3_600_000 } })
    const { port } = server
    const request = `${headOf(sessions, port)}\r\n`
    const child = spawn(process.execPath, ['-e', OWNER_THEN_STRANGERS, `${port}`, request], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    ends.push(() => child.kill())
    let said = ''
    child.stdout.on('data', (text) => {
      said += text
    })
    await until(() => said.includes('begin'))
    // Until they are all there.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
    await until(() => said.includes('over'))
    expect(said).toContain('HTTP/1.1 200')
  })

  it('who opens new ones all the time', async () => {
    const fixture = await start()
    const { port } = fixture.server
    let isOver = false
    let count = 0
    const flood = async () => {
      while (!isOver) {
        const clients = await openMany(port, 20)
        count += clients.length
        await until(() => countOpen(clients) > 0)
        for (const { socket } of clients) socket.destroy()
      }
    }
    const floods = [flood(), flood(), flood()]
    await until(() => count > 300)
    for (let round = 0; round < 10; round += 1) await expectOwnerServed(fixture)
    isOver = true
    await Promise.all(floods)
  })
})

describe('a newcomer has time before it asks, while strangers pair without end,', () => {
  it.each([
    ['to show a token', (port: number) => headOf(sessions, port)],
    ['to ask for what is open to all', (port: number) => stranger(health, port)],
  ])('%s', async (_, head) => {
    const { server } = await start({
      pairing: createPairing(),
      timeouts: { headers: 3_600_000, request: 3_600_000 },
    })
    const { port } = server
    const come = async (count: number) => {
      for (const { socket } of await openMany(port, count)) socket.write(pendingPair(port))
    }
    for (let count = 0; count < MOST_STRANGERS; count += 128) await come(128)
    for (let round = 0; round < 3; round += 1) {
      const newcomer = await open(port)
      for (let count = 0; count < 200; count += 50) await come(50)
      newcomer.socket.write(`${head(port)}\r\n`)
      expect((await newcomer.next())?.status).toBe(200)
    }
  })
})

describe('of strangers, when there are too many,', () => {
  it('the first to come goes, whatever it does', async () => {
    const { server } = await start({ pairing: createPairing() })
    const { port } = server
    const pairing = await open(port)
    pairing.socket.write(pendingPair(port))
    const idle = await open(port)
    idle.socket.write(`${stranger(health, port)}\r\n`)
    expect((await idle.next())?.status).toBe(200)
    const others = await openMany(port, MOST_STRANGERS - 2)
    expect(countOpen([pairing, idle, ...others])).toBe(MOST_STRANGERS)
    others.push(await open(port))
    await until(() => !isOpen(pairing))
    expect(countOpen([idle, ...others])).toBe(MOST_STRANGERS)
    others.push(await open(port))
    await until(() => !isOpen(idle))
    expect(countOpen(others)).toBe(MOST_STRANGERS)
  })

  it('none goes that has shown a token and is being answered', async () => {
    let finish: (() => void) | undefined
    const { server } = await start({
      given: {
        'sessions.list': () =>
          new Promise((resolve) => {
            finish = () => resolve([])
          }),
      },
    })
    const known = await open(server.port)
    known.socket.write(`${headOf(sessions, server.port)}\r\n`)
    await until(() => finish)
    const strangers = await openMany(server.port, MOST_STRANGERS + 1)
    await until(() => countOpen(strangers) === MOST_STRANGERS)
    finish?.()
    expect((await known.next())?.status).toBe(200)
  })
})

describe('a connection that was refused', () => {
  it.each([
    ['without a token', (port: number) => stranger(sessions, port), 401, 'unauthorized'],
    [
      'with a wrong one',
      (port: number) => headOf(sessions, port).replace(TOKEN, `${TOKEN}x`),
      401,
      'unauthorized',
    ],
    [
      'at a foreign Host, with the right one',
      () =>
        `GET /api/sessions HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer ${TOKEN}\r\n`,
      403,
      'forbidden',
    ],
  ])('is ended once its answer was read, %s', async (_, head, status, code) => {
    const { server } = await start()
    const client = await open(server.port, { allowHalfOpen: true })
    client.socket.write(`${head(server.port)}\r\n`)
    const answer = await client.next()
    expectError(answer, status, code)
    expect(answer?.headers.connection).toBe('close')
    await until(() => !isOpen(client))
  })

  it('is ended though a body was announced that never comes, and its answer was read', async () => {
    const { server } = await start({ timeouts: { request: 3_600_000 } })
    const client = await open(server.port)
    const head = stranger({ method: 'POST', target: '/api/sessions' }, server.port)
    client.socket.write(`${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`)
    expectError(await client.next(), 401, 'unauthorized')
    await until(() => !isOpen(client))
  })

  it('is ended before what was sent after the refused request is answered', async () => {
    const { server } = await start()
    const client = await open(server.port)
    const request = `${stranger(sessions, server.port)}\r\n`
    client.socket.write(request.repeat(50))
    expectError(await client.next(), 401, 'unauthorized')
    expect(await client.next()).toBeUndefined()
  })

  it('is read by fetch as any other refusal', async () => {
    const { server } = await start()
    for (let round = 0; round < 20; round += 1) {
      const res = await fetch(`${server.url}/api/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title: 'x'.repeat(100_000) }),
      })
      expect([res.status, await res.json()]).toMatchObject([401, { code: 'unauthorized' }])
    }
  })
})

describe('a connection that has shown a token', () => {
  it('keeps its place when it asks for what needs none, whoever comes', async () => {
    const { server } = await start()
    const { port } = server
    const client = await open(port)
    client.socket.write(`${headOf(sessions, port)}\r\n`)
    expect((await client.next())?.status).toBe(200)
    client.socket.write(`${stranger(health, port)}\r\n`)
    expect((await client.next())?.status).toBe(200)
    const strangers = await openMany(port, MOST_STRANGERS + 50)
    await until(() => countOpen(strangers) === MOST_STRANGERS)
    client.socket.write(`${stranger(health, port)}\r\n`)
    expect((await client.next())?.status).toBe(200)
  })

  it('loses it when it then asks without one for what needs one', async () => {
    const { server } = await start()
    const client = await open(server.port)
    client.socket.write(`${headOf(sessions, server.port)}\r\n`)
    expect((await client.next())?.status).toBe(200)
    client.socket.write(`${stranger(sessions, server.port)}\r\n`)
    const answer = await client.next()
    expectError(answer, 401, 'unauthorized')
    expect(answer?.headers.connection).toBe('close')
    await until(() => !isOpen(client))
  })

  it('is one of 256, streams among them; one that ends makes room for one', async () => {
    const { server, hub, log } = await start()
    const line = `${headOf(events, server.port)}\r\n`
    const clients = await openMany(server.port, 50)
    for (const { socket } of clients) socket.write(line)
    while (clients.length < MOST_KNOWN) {
      const some = await openMany(server.port, Math.min(50, MOST_KNOWN - clients.length))
      for (const { socket } of some) socket.write(line)
      clients.push(...some)
      await until(() => hub.size === clients.length)
    }

    for (const refused of [await open(server.port), await open(server.port)]) {
      refused.socket.write(line)
      await until(() => refused.socket.closed)
      expect(refused.text()).toBe('')
    }
    expect(hub.size).toBe(MOST_KNOWN)
    expect(log.warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('256'))

    clients[0]?.socket.destroy()
    await until(() => hub.size === MOST_KNOWN - 1)
    const next = await open(server.port)
    next.socket.write(line)
    await until(() => next.text().includes('event: hello'))
    expect(hub.size).toBe(MOST_KNOWN)
  })
})
