import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { event, type Fixture, startFixture, TOKEN, until } from './fixture'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})
const start = async (options: Parameters<typeof startFixture>[0] = {}): Promise<Fixture> => {
  const fixture = await startFixture(options)
  ends.push(fixture.server.close)
  return fixture
}
const takePort = async (): Promise<number> => {
  const holder: Server = createServer().listen(0, '127.0.0.1')
  ends.push(() => holder.close())
  await once(holder, 'listening')
  return (holder.address() as AddressInfo).port
}
const errorOf = (port: number, host = '127.0.0.1') => {
  const socket = connect(port, host)
  const error = once(socket, 'connect').then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  )
  return error.finally(() => socket.destroy())
}

const head = (method: string, path: string, port: number) =>
  `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${TOKEN}\r\n`

describe('the port', () => {
  it('is the preferred one when that is free, and is free again after close', async () => {
    const { server } = await start()
    await server.close()
    const again = await start({ port: undefined, preferredPort: server.port })
    expect(again.server.port).toBe(server.port)
    expect(again.server.url).toBe(`http://127.0.0.1:${server.port}`)
  })

  it('is another one when the preferred one is taken', async () => {
    const taken = await takePort()
    const { server, ask } = await start({ port: undefined, preferredPort: taken })
    expect(server.port).not.toBe(taken)
    expect((await ask('/api/health')).status).toBe(200)
  })

  it('is exactly the one that was asked for, or none', async () => {
    const taken = await takePort()
    await expect(start({ port: taken })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(new RegExp(`^Port ${taken} .*--port`)),
    })
  })

  it('is open on loopback only', async () => {
    const { server } = await start()
    expect(await errorOf(server.port)).toBeUndefined()
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address && !address.internal && address.family === 'IPv4')
    for (const address of outside) {
      expect(await errorOf(server.port, address?.address)).toBe('ECONNREFUSED')
    }
  })
})

describe('a request that dribbles', () => {
  const timeouts = { headers: 20, request: 40 }
  const dribble = async (port: number, text: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.resume()
    socket.on('error', () => undefined)
    socket.write(text)
    await once(socket, 'close')
  }

  it('is cut off in its headers, in its body, and before it says anything', async () => {
    const { server, calls, listen } = await start({ timeouts })
    const stream = await listen('/api/events')
    const { port } = server
    await dribble(port, head('GET', '/api/sessions', port))
    await dribble(
      port,
      `${head('POST', '/api/sessions', port)}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
    )
    await dribble(port, '')
    expect(calls).toEqual([])
    // Streams have no such bound.
    expect(stream.ending()).toBeUndefined()
  })

  it('is cut off too when it was refused before its body', async () => {
    const { server } = await start({ timeouts })
    await dribble(
      server.port,
      `POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 9\r\n\r\n{`,
    )
  })
})

describe('closing', () => {
  // Long enough to fail the test: nothing here may wait for it.
  const never = { close: 3_600_000 }

  it('ends event streams cleanly, frees their cursors and refuses who comes then', async () => {
    const { server, hub, listen } = await start({ timeouts: never })
    const listeners = [await listen('/api/events'), await listen('/api/events')]
    hub.publish([event(1)])
    await server.close()
    expect(hub.size).toBe(0)
    for (const listener of listeners) {
      await until(() => listener.ending())
      expect(listener.ending()).toBe('clean')
      expect(listener.numbers()).toEqual([1])
    }
    expect(await errorOf(server.port)).toBe('ECONNREFUSED')
  })

  it('ends an event stream after all that it was given', async () => {
    const { server, hub, listen } = await start({ timeouts: never })
    const listener = await listen('/api/events')
    hub.publish([event(1, 32 * 1024 * 1024)])
    await server.close()
    await until(() => listener.ending())
    expect(listener.ending()).toBe('clean')
    expect(listener.numbers()).toEqual([1])
  })

  it('may be asked twice', async () => {
    const { server } = await start()
    await Promise.all([server.close(), server.close()])
    await server.close()
  })

  it('does not wait for kept-alive connections, idle or with an answer under way', async () => {
    let finish: (() => void) | undefined
    const { server, hub } = await start({
      timeouts: never,
      given: {
        'sessions.list': () =>
          new Promise((resolve) => {
            finish = () => resolve([])
          }),
      },
    })
    const talks = ['/api/health', '/api/sessions', '/api/events'].map((path) => {
      const talk = { socket: connect(server.port, '127.0.0.1'), text: '' }
      talk.socket.on('data', (chunk) => {
        talk.text += chunk
      })
      talk.socket.write(`${head('GET', path, server.port)}\r\n`)
      return talk
    })
    await until(() => talks[0]?.text.includes('"ok"') && finish && hub.size === 1)
    const closed = server.close()
    finish?.()
    await closed
    await until(() => talks.every(({ socket }) => socket.closed))
    expect(talks[1]?.text).toMatch(/\r\n\r\n\[\]$/)
    // The last chunk of a stream that came to its end.
    expect(talks[2]?.text).toMatch(/\r\n0\r\n\r\n$/)
    // Less than the 5 s after which Node closes a kept-alive connection on its own.
  }, 4_000)

  it('cuts off at last who does not read', async () => {
    const { server, hub, listen } = await start({ timeouts: { close: 20 } })
    const listener = await listen('/api/events')
    listener.res.pause()
    // More than sockets take on their own.
    hub.publish([event(1, 32 * 1024 * 1024)])
    await server.close()
    listener.res.resume()
    await until(() => listener.ending())
    expect(listener.ending()).toBe('cut')
  })
})
