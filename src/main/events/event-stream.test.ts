import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EventSource, startEventSource } from '../testing/event-source'
import { openEventStream } from './event-stream'

let source: EventSource
let abort: AbortController

beforeEach(async () => {
  source = await startEventSource()
  abort = new AbortController()
})
afterEach(async () => {
  abort.abort()
  await source.close()
})

const open = () =>
  openEventStream(new URL('/global/event', source.url), { authorization: 'x' }, abort.signal)

describe('an event stream', () => {
  it('is asked for with the headers, and brings what is sent', async () => {
    const [connection, body] = await Promise.all([source.next(), open()])
    const { url, headers } = connection.request
    expect([url, headers.authorization, headers.accept]).toEqual([
      '/global/event',
      'x',
      'text/event-stream',
    ])
    connection.write('data: 1\n\n')
    connection.end()
    expect(Buffer.concat(await body.toArray()).toString()).toBe('data: 1\n\n')
  })

  it('ends with its signal, together with its connection', async () => {
    const [connection, body] = await Promise.all([source.next(), open()])
    const broken = new Promise((resolve) => body.once('error', resolve))
    abort.abort()
    await Promise.all([broken, connection.closed])
  })

  it('is refused with the engine’s status', async () => {
    source.refuseWith(503)
    await expect(open()).rejects.toThrow('the engine answered 503 to /global/event')
  })

  it('is not there when nobody listens', async () => {
    await source.close()
    await expect(open()).rejects.toThrow('ECONNREFUSED')
  })

  it('is not asked for when its signal has ended', async () => {
    abort.abort()
    await expect(open()).rejects.toThrow()
    expect(source.requests).toBe(0)
  })
})
