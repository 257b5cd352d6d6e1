import { beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { type RecordingSink, recordingSink } from '../testing/recording-sink'
import { BATCH_BYTES, type Cursor, Hub } from './hub'
import type { RingLimits } from './ring'

let log: ReturnType<typeof recordLog>
let hub: Hub
let sink: RecordingSink
let other: RecordingSink

const open = (limits: RingLimits) => {
  log = recordLog()
  hub = new Hub({ log, limits })
  sink = recordingSink()
  other = recordingSink()
}
const publish = (...texts: string[]) =>
  hub.publish(texts.map((text) => ({ type: 't', directory: '/p', sessionID: undefined, text })))

beforeEach(() => open({ count: 100, bytes: 4 * BATCH_BYTES }))

describe('a slow sink', () => {
  it('is not written to until it takes more, and then gets all it missed', () => {
    const cursor = hub.subscribe(sink)
    sink.takesMore = false
    publish('a')
    publish('b')
    publish('c')
    expect(sink.seen).toEqual(['a'])
    expect(cursor.position).toBe(1)
    sink.takesMore = true
    cursor.resume()
    expect(sink.batches.map(({ first, last }) => [first, last])).toEqual([
      [1, 1],
      [2, 3],
    ])
    publish('d')
    expect(sink.seen).toEqual(['a', 'b', 'c', 'd'])
  })

  it('does not hold up a fast one', () => {
    hub.subscribe(sink)
    hub.subscribe(other)
    sink.takesMore = false
    publish('a')
    publish('b')
    expect(other.seen).toEqual(['a', 'b'])
  })

  it('catches up in batches of 256 KiB at most', () => {
    const cursor = hub.subscribe(sink)
    sink.takesMore = false
    publish('first')
    const text = 'x'.repeat(100 * 1024)
    for (let i = 0; i < 7; i += 1) publish(text)
    sink.takesMore = true
    cursor.resume()
    expect(sink.batches.slice(1).map(({ events }) => events.length)).toEqual([2, 2, 2, 1])
  })

  it('may stop again in the middle of catching up', () => {
    const cursor = hub.subscribe(sink)
    sink.takesMore = false
    publish('first')
    const text = 'x'.repeat(200 * 1024)
    for (let i = 0; i < 3; i += 1) publish(text)
    cursor.resume()
    expect(sink.batches).toHaveLength(2)
    cursor.resume()
    expect(sink.batches).toHaveLength(3)
  })

  it('gets an event that is larger than a batch whole and alone', () => {
    hub.subscribe(sink)
    publish('a', 'x'.repeat(BATCH_BYTES + 1), 'b')
    expect(sink.batches.map(({ events }) => events.length)).toEqual([1, 1, 1])
  })

  it('is told to fetch again when the ring has overtaken it, and goes on from the newest', () => {
    open({ count: 3, bytes: 1000 })
    const cursor = hub.subscribe(sink)
    sink.takesMore = false
    publish('a')
    for (const text of ['b', 'c', 'd', 'e']) publish(text)
    sink.takesMore = true
    cursor.resume()
    publish('f')
    expect(sink.seen).toEqual(['a', 'resync 5 overtaken', 'f'])
  })

  it('is told so once it takes more, not before', () => {
    open({ count: 1, bytes: 1000 })
    hub.subscribe(sink)
    sink.takesMore = false
    for (const text of ['a', 'b', 'c']) publish(text)
    hub.interrupt()
    expect(sink.seen).toEqual(['a'])
  })

  it('that has no room after a resync is left alone until it has', () => {
    open({ count: 1, bytes: 1000 })
    const cursor = hub.subscribe(sink)
    sink.takesMore = false
    for (const text of ['a', 'b', 'c']) publish(text)
    cursor.resume()
    publish('d')
    expect(sink.seen).toEqual(['a', 'resync 3 overtaken'])
    cursor.resume()
    expect(sink.seen.at(-1)).toBe('d')
  })

  it('that one chunk alone overtakes hears of it in the same turn', () => {
    open({ count: 2, bytes: 1000 })
    hub.subscribe(sink)
    publish('a', 'b', 'c')
    expect(sink.seen).toEqual(['resync 3 overtaken'])
  })
})

describe('a sink that throws', () => {
  it('is closed, and the others go on', () => {
    hub.subscribe(sink)
    hub.subscribe(other)
    sink.onceWritten = () => {
      throw new Error('the pipe is broken')
    }
    publish('a')
    publish('b')
    expect(sink.seen).toEqual(['a'])
    expect(other.seen).toEqual(['a', 'b'])
    expect(hub.size).toBe(1)
  })

  it('is logged once, with its reason', () => {
    hub.subscribe(sink)
    sink.onceWritten = () => {
      throw new Error('the pipe is broken')
    }
    publish('a')
    publish('b')
    expect(log.lines).toHaveLength(1)
    expect(log.lines[0]).toContain('the pipe is broken')
  })

  it('at a resync is closed as well, and the others go on', () => {
    hub.subscribe(sink)
    hub.subscribe(other)
    sink.onceWritten = () => {
      throw new Error('no')
    }
    hub.interrupt()
    publish('a')
    expect(hub.size).toBe(1)
    expect(other.seen).toEqual(['resync 1 upstream', 'a'])
  })

  it('is told of it once, after it was closed, to end what hangs on it', () => {
    const error = new Error('no')
    const cursor = hub.subscribe(sink)
    sink.onceWritten = () => {
      throw error
    }
    sink.failed = (cause) => {
      sink.seen.push(`failed with ${hub.size} open: ${cause}`)
      cursor.close()
    }
    publish('a')
    publish('b')
    expect(sink.seen).toEqual(['a', 'failed with 0 open: Error: no'])
  })

  it('is told of a filter that throws too, and in a replay', () => {
    publish('a')
    const errors: unknown[] = []
    sink.failed = (error) => errors.push(error)
    const filter = () => {
      throw new Error('no')
    }
    hub.subscribe(sink, { after: 0, filter })
    expect(errors).toEqual([new Error('no')])
    expect(hub.size).toBe(0)
  })

  it('again when it is told so hurts nobody either', () => {
    hub.subscribe(sink)
    hub.subscribe(other)
    sink.onceWritten = () => {
      throw new Error('first')
    }
    sink.failed = () => {
      throw new Error('second')
    }
    publish('a')
    expect(other.seen).toEqual(['a'])
    expect(log.lines.map((line) => /first|second/.exec(line)?.[0])).toEqual(['first', 'second'])
  })

  it('while it is resumed does not hurt who resumed it', () => {
    const cursor = hub.subscribe(sink)
    sink.takesMore = false
    publish('a')
    publish('b')
    sink.onceWritten = () => {
      throw new Error('no')
    }
    expect(() => cursor.resume()).not.toThrow()
    expect(hub.size).toBe(0)
  })
})

describe('while a sink is written to', () => {
  it('it may publish: every sink sees the same order', () => {
    hub.subscribe(sink)
    hub.subscribe(other)
    sink.onceWritten = () => publish('from within')
    publish('a', 'b')
    expect(sink.seen).toEqual(['a', 'b', 'from within'])
    expect(other.seen).toEqual(['a', 'b', 'from within'])
  })

  it('it may publish in the middle of catching up, and still has the last word on more', () => {
    const cursor = hub.subscribe(sink)
    sink.takesMore = false
    publish('a')
    publish('b')
    sink.takesMore = true
    sink.onceWritten = () => {
      publish('c')
      expect(sink.seen).toEqual(['a', 'b'])
      sink.takesMore = false
    }
    cursor.resume()
    expect(sink.seen).toEqual(['a', 'b'])
    cursor.resume()
    expect(sink.seen).toEqual(['a', 'b', 'c'])
  })

  it('it may subscribe another, which starts with the next event', () => {
    hub.subscribe(sink)
    sink.onceWritten = () => hub.subscribe(other)
    publish('a')
    publish('b')
    expect(other.seen).toEqual(['b'])
  })

  it('it may subscribe another to what it is being written', () => {
    hub.subscribe(sink)
    sink.onceWritten = () => hub.subscribe(other, { after: 0 })
    publish('a')
    publish('b')
    expect(other.seen).toEqual(['a', 'b'])
  })

  it('it may close itself', () => {
    const cursor = hub.subscribe(sink)
    hub.subscribe(other)
    sink.onceWritten = () => cursor.close()
    publish('a')
    publish('b')
    expect(sink.seen).toEqual(['a'])
    expect(other.seen).toEqual(['a', 'b'])
  })

  it('it may close itself in the middle of a burst of several batches', () => {
    const cursor = hub.subscribe(sink)
    sink.onceWritten = () => cursor.close()
    publish('x'.repeat(BATCH_BYTES), 'b')
    expect(sink.batches).toHaveLength(1)
  })

  it('it may close another, which is then not called', () => {
    let cursor: Cursor | undefined
    hub.subscribe(sink)
    sink.onceWritten = () => cursor?.close()
    cursor = hub.subscribe(other)
    publish('a')
    expect(other.seen).toEqual([])
  })

  it('it may resume itself, as a page does that acknowledges at once', () => {
    const cursor = hub.subscribe(sink)
    sink.onceWritten = () => cursor.resume()
    publish('a')
    publish('b')
    expect(sink.seen).toEqual(['a', 'b'])
  })

  it('an interruption reaches it after the batch', () => {
    hub.subscribe(sink)
    hub.subscribe(other)
    sink.onceWritten = () => hub.interrupt()
    publish('a')
    expect(sink.seen).toEqual(['a', 'resync 2 upstream'])
    expect(other.seen).toEqual(['resync 2 upstream'])
  })
})
