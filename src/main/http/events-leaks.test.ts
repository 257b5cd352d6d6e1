import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { collected } from '../testing/collected'
import { event, type Fixture, startFixture, TOKEN, until } from './fixture'

const START = 'http.server.request.start'
const AT_ONCE = 50

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  vi.useRealTimers()
})

/** How the connection of a client comes to its end. */
const WAYS: ((socket: Socket) => unknown)[] = [
  (socket) => socket.end(),
  (socket) => socket.destroy(),
  (socket) => socket.resetAndDestroy(),
]

/** A client of the event stream that reads until it has seen an event, or does not read at all. */
async function open(port: number, reads: boolean): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(
    `GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`,
  )
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  await until(() => text.includes('event: hello'))
  if (!reads) socket.pause()
  return socket
}

/** Open sockets of this process, on either side. */
const openSockets = () =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length

async function connectAndLeave({ server, hub }: Fixture, count: number): Promise<void> {
  for (let left = 0; left < count; left += AT_ONCE) {
    const sockets = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => open(server.port, index % 5 > 0)),
    )
    const destroyAll = () => {
      for (const socket of sockets) socket.destroy()
    }
    ends.push(destroyAll)
    expect(hub.size).toBe(1 + AT_ONCE)
    // More than a response takes at once, so that some are left with bytes that wait.
    hub.publish([event(left, 100_000)])
    for (const [index, socket] of sockets.entries()) WAYS[index % WAYS.length]?.(socket)
    await until(() => hub.size === 1)
    // One that does not read would not hear that the other side has ended, too.
    destroyAll()
    ends.pop()
  }
}

it('after 1,000 clients no socket, timer, cursor or response is left', async () => {
  // Heartbeats alone are counted so.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const fixture = await startFixture()
  ends.push(fixture.server.close)
  const { hub, listen } = fixture
  const staying = await listen('/api/events')
  await until(() => staying.named('hello')[0])
  const before = openSockets()

  const responses: WeakRef<object>[] = []
  const watch = (message: unknown) => {
    responses.push(new WeakRef((message as { response: ServerResponse }).response))
  }
  subscribe(START, watch)
  ends.push(() => unsubscribe(START, watch))
  await connectAndLeave(fixture, 1_000)

  expect(responses).toHaveLength(1_000)
  expect([hub.size, vi.getTimerCount()]).toEqual([1, 1])
  await until(() => openSockets() === before)
  // The one that stays holds the hub, the listener and their streams meanwhile.
  await collected(responses)
  const last = hub.seq + 1
  hub.publish([event(last)])
  await until(() => staying.numbers().at(-1) === last)
}, 120_000)
