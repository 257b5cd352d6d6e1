import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Batch, Hub } from '../events/hub'
import { event, logged, PROJECTION, until } from './fixture'
import { SseStreams } from './sse'

const HEARTBEAT = 15_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const createStreams = () =>
  new SseStreams({ epoch: 'e', projection: () => PROJECTION, heartbeatMs: HEARTBEAT })

/** A response over a connection whose other side reads only when it is told to. */
function openResponse() {
  let taking = true
  let held: (() => void) | undefined
  let text = ''
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk, _encoding, done) => {
      const take = () => {
        text += chunk
        done()
      }
      if (taking) take()
      else held = take
    },
  })
  const res = new ServerResponse(new IncomingMessage(new Socket()))
  res.assignSocket(socket as Socket)
  socket.on('drain', () => res.emit('drain'))
  socket.on('close', () => res.emit('close'))
  return {
    res,
    socket,
    text: () => text,
    stopReading: () => {
      taking = false
    },
    read: () => {
      taking = true
      held?.()
    },
  }
}

const large = (): Batch => {
  const text = 'x'.repeat(100_000)
  const ringEvent = { ...event(1), seq: 1, text, bytes: text.length, frame: undefined }
  return new Batch(1, 1, [ringEvent])
}
const source = () => ({ resume: vi.fn(), close: vi.fn() })
const beatsIn = (text: string) => text.split('\n\n').filter((frame) => frame.endsWith(':')).length

it('beats while the client reads, not while it does not, and again when it does', async () => {
  const connection = openResponse()
  const stream = createStreams().open(connection.res)
  const cursor = source()
  stream.follow(cursor)
  vi.advanceTimersByTime(2 * HEARTBEAT)
  await until(() => beatsIn(connection.text()) === 2)

  connection.stopReading()
  expect(stream.batch(large())).toBe(false)
  const waiting = connection.res.writableLength
  vi.advanceTimersByTime(100 * HEARTBEAT)
  expect(connection.res.writableLength).toBe(waiting)
  expect(cursor.resume).not.toHaveBeenCalled()

  connection.read()
  await until(() => cursor.resume.mock.calls.length === 1)
  vi.advanceTimersByTime(HEARTBEAT)
  await until(() => beatsIn(connection.text()) === 3)
})

it('leaves no timer and no cursor when the connection closes', async () => {
  const { res, socket } = openResponse()
  const stream = createStreams().open(res)
  const cursor = source()
  stream.follow(cursor)
  expect(vi.getTimerCount()).toBe(1)
  socket.destroy()
  await until(() => cursor.close.mock.calls.length === 1)
  expect(vi.getTimerCount()).toBe(0)
})

it('is over from the start when the client is gone', () => {
  const { res } = openResponse()
  res.req.socket.destroy()
  const write = vi.spyOn(res, 'write')
  const stream = createStreams().open(res)
  const cursor = source()
  stream.follow(cursor)
  expect(cursor.close).toHaveBeenCalledOnce()
  expect(stream.batch(large())).toBe(false)
  expect(write).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})

it('cuts its connection when it could not be written to', async () => {
  const hub = new Hub({ log: logged() })
  const projection = vi.fn(() => PROJECTION)
  const streams = new SseStreams({ epoch: 'e', projection, heartbeatMs: HEARTBEAT })
  const [broken, whole] = [openResponse(), openResponse()]
  for (const { res } of [broken, whole]) {
    const stream = streams.open(res)
    stream.follow(hub.subscribe(stream))
  }
  projection.mockImplementationOnce(() => {
    throw new Error('no state')
  })
  hub.interrupt()
  await until(() => broken.socket.destroyed)
  expect([hub.size, vi.getTimerCount()]).toEqual([1, 1])
  expect(broken.res.writableEnded).toBe(false)
  await until(() => whole.text().includes('event: resync'))
  whole.socket.destroy()
})

it('does not feed from a source that comes after the end', () => {
  const { res } = openResponse()
  const stream = createStreams().open(res)
  stream.end()
  const cursor = source()
  stream.follow(cursor)
  expect(cursor.close).toHaveBeenCalledOnce()
  expect(stream.batch(large())).toBe(false)
  expect(() => stream.end()).not.toThrow()
  expect(vi.getTimerCount()).toBe(0)
})

it('opens nothing once it is closed, and ends what is open', () => {
  const streams = createStreams()
  const { res } = openResponse()
  streams.open(res)
  streams.close()
  expect(res.writableEnded).toBe(true)
  const late = openResponse()
  // An answer other than 200 would keep a browser's EventSource from coming back.
  expect(streams.open(late.res).over).toBe(true)
  expect([late.res.req.socket.destroyed, late.res.headersSent]).toEqual([true, false])
})

it('encodes a batch once for all clients', () => {
  const hub = new Hub({ log: logged() })
  const streams = createStreams()
  const writes = [openResponse(), openResponse(), openResponse()].map(({ res }) => {
    hub.subscribe(streams.open(res))
    return vi.spyOn(res, 'write')
  })
  hub.publish([event(1), event(2)])
  const chunks = new Set(writes.map((write) => write.mock.calls[0]?.[0]))
  expect(chunks.size).toBe(1)
  expect(String([...chunks][0])).toBe('id: e-1\ndata: {"n":1}\n\nid: e-2\ndata: {"n":2}\n\n')
})

it('ends alone when its connection fails', () => {
  const hub = new Hub({ log: logged() })
  const streams = createStreams()
  const [broken, whole] = [openResponse(), openResponse()]
  const stream = streams.open(broken.res)
  stream.follow(hub.subscribe(stream))
  hub.subscribe(streams.open(whole.res))
  broken.res.emit('error', new Error('broken pipe'))
  broken.res.emit('error', new Error('broken again'))
  expect(hub.size).toBe(1)
  const write = vi.spyOn(whole.res, 'write')
  hub.publish([event(1)])
  expect(write).toHaveBeenCalledOnce()
})
