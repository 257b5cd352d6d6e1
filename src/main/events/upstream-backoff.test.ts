import { Readable } from 'node:stream'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { recordLog } from '../testing/log'
import { BACKOFF_MS, openUpstream, type Upstream } from './upstream'

const FRAME = 'data: {"payload":{"type":"event"}}\n\n'
const GREETING = 'data: {"payload":{"type":"server.connected"}}\n\n'
const HEARTBEAT = 'data: {"payload":{"type":"server.heartbeat"}}\n\n'

const nothing = () => undefined
const listeners = { log: recordLog(), onOpen: nothing, onEvents: nothing, onLost: nothing }
let upstream: Upstream | undefined

afterEach(() => {
  upstream?.close()
  vi.useRealTimers()
})

describe('the pauses between attempts', () => {
  /** Runs through these attempts, each the stream that it brings or a refusal; says the pauses. */
  async function pausesOf(attempts: (string | false)[], random = 0.5): Promise<number[]> {
    const pauses: number[] = []
    const left = [...attempts]
    await new Promise<void>((done) => {
      upstream = openUpstream({
        ...listeners,
        random: () => random,
        connect: async () => {
          const body = left.shift()
          if (typeof body === 'string') return Readable.from([Buffer.from(body)])
          throw new Error('refused')
        },
        pause: async (ms) => {
          pauses.push(ms)
          if (left.length > 0) return
          upstream?.close()
          done()
        },
      })
    })
    return pauses
  }

  it('double from 250 ms to 5 s', async () => {
    const pauses = await pausesOf(Array.from({ length: 7 }, () => false))
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])
    expect(BACKOFF_MS).toEqual({ first: 250, most: 5000 })
  })

  it.each([
    ['an event', FRAME],
    ['an event after the greeting', GREETING + FRAME],
    ['a heartbeat after the greeting', GREETING + HEARTBEAT],
  ])('begin again after %s', async (_name, body) => {
    expect(await pausesOf([false, false, false, body, false])).toEqual([250, 500, 1000, 250, 500])
  })

  it.each([
    ['says nothing', ''],
    ['sends a byte', ':'],
    ['greets', GREETING],
    ['sends half an event', FRAME.slice(0, 20)],
    ['sends what cannot be read', 'data: <html>\n\n'.repeat(3)],
  ])('go on growing when the engine opens the stream, %s and hangs up', async (_name, body) => {
    const pauses = await pausesOf(Array.from({ length: 6 }, () => body))
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 5000])
  })

  it('vary by a quarter either way, so that many readers do not come at once', async () => {
    expect(await pausesOf([false], 0)).toEqual([187.5])
    expect(await pausesOf([false], 1)).toEqual([312.5])
  })

  it('end at once when the reader is closed', async () => {
    vi.useFakeTimers()
    const connect = vi.fn(async () => {
      throw new Error('refused')
    })
    upstream = openUpstream({ ...listeners, connect })
    await vi.advanceTimersByTimeAsync(0)
    expect(connect).toHaveBeenCalledTimes(1)
    upstream.close()
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(connect).toHaveBeenCalledTimes(1)
  })
})
