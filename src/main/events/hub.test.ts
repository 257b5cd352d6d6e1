import { beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../testing/log'
import { type RecordingSink, recordingSink } from '../testing/recording-sink'
import { Batch, Hub } from './hub'

let log: ReturnType<typeof recordLog>
let hub: Hub
let sink: RecordingSink

const publish = (...texts: string[]) =>
  hub.publish(
    texts.map((text) => ({ type: 'test', directory: '/p', sessionID: `ses_${text}`, text })),
  )

beforeEach(() => {
  log = recordLog()
  hub = new Hub({ log, limits: { count: 4, bytes: 1000 } })
  sink = recordingSink()
})

describe('the hub', () => {
  it('has a new epoch each time, fit for an event id', () => {
    expect(hub.epoch).toMatch(/^[0-9a-f]{12}$/)
    expect(new Hub({ log }).epoch).not.toBe(hub.epoch)
  })

  it('numbers events from 1 on', () => {
    expect(hub.seq).toBe(0)
    publish('a', 'b')
    expect(hub.seq).toBe(2)
  })

  it('says whether it still has all that came after an event', () => {
    expect(hub.covers(0)).toBe(true)
    publish('a', 'b', 'c', 'd')
    expect(hub.covers(0)).toBe(true)
    publish('e')
    expect([hub.covers(0), hub.covers(1), hub.covers(5)]).toEqual([false, true, true])
    hub.interrupt()
    expect([hub.covers(5), hub.covers(hub.seq)]).toEqual([false, true])
  })

  it('hands what one chunk brought to every sink in the same turn, as one batch', () => {
    const other = recordingSink()
    hub.subscribe(sink)
    hub.subscribe(other)
    publish('a', 'b')
    expect(sink.batches.map(({ first, last }) => [first, last])).toEqual([[1, 2]])
    expect(other.seen).toEqual(['a', 'b'])
  })

  it('gives sinks at the same place the same batch, joined once', () => {
    const other = recordingSink()
    hub.subscribe(sink)
    hub.subscribe(other)
    publish('1', '2')
    expect(other.batches[0]).toBe(sink.batches[0])
    expect(sink.batches[0]?.json).toBe('[1,2]')
  })

  it('joins the texts of a batch once, however many ask for them', () => {
    let read = 0
    const event = {
      seq: 1,
      type: 'test',
      directory: '/p',
      sessionID: undefined,
      bytes: 1,
      frame: undefined,
      get text() {
        read += 1
        return '1'
      },
    }
    const batch = new Batch(1, 1, [event])
    expect([batch.json, batch.json]).toEqual(['[1]', '[1]'])
    expect(read).toBe(1)
  })

  it('writes nothing for a chunk without events', () => {
    hub.subscribe(sink)
    hub.publish([])
    expect(sink.batches).toEqual([])
  })

  it('starts a sink with the next event', () => {
    publish('a')
    const cursor = hub.subscribe(sink)
    expect(cursor.position).toBe(1)
    expect(sink.seen).toEqual([])
    publish('b')
    expect(sink.seen).toEqual(['b'])
    expect(cursor.position).toBe(2)
  })

  it('does not call a closed sink, and closing twice is as closing once', () => {
    const cursor = hub.subscribe(sink)
    cursor.close()
    cursor.close()
    publish('a')
    cursor.resume()
    expect(sink.seen).toEqual([])
    expect(hub.size).toBe(0)
  })
})

describe('a replay', () => {
  it('begins right after the event that is named', () => {
    publish('a', 'b', 'c')
    hub.subscribe(sink, { after: 1 })
    expect(sink.seen).toEqual(['b', 'c'])
  })

  it('after 0 begins with the first event', () => {
    publish('a', 'b')
    hub.subscribe(sink, { after: 0 })
    expect(sink.seen).toEqual(['a', 'b'])
  })

  it('after the newest event waits for the next', () => {
    publish('a')
    hub.subscribe(sink, { after: 1 })
    expect(sink.seen).toEqual([])
  })

  it('of what the ring has dropped is a resync that says where it goes on', () => {
    publish('a', 'b', 'c', 'd', 'e', 'f')
    hub.subscribe(sink, { after: 1 })
    expect(sink.seen).toEqual(['resync 6 overtaken'])
    publish('g')
    expect(sink.seen.slice(1)).toEqual(['g'])
  })

  it.each([3, 99, -1, 0.5, Number.NaN])('after %d, which was never there, is refused', (after) => {
    publish('a', 'b')
    expect(() => hub.subscribe(sink, { after })).toThrow(RangeError)
    expect(hub.size).toBe(0)
    publish('c')
    expect(sink.seen).toEqual([])
  })

  it('is possible to the very edge of the ring', () => {
    publish('a', 'b', 'c', 'd', 'e', 'f')
    hub.subscribe(sink, { after: 2 })
    expect(sink.seen).toEqual(['c', 'd', 'e', 'f'])
  })
})

describe('a filter', () => {
  const only =
    (...texts: string[]) =>
    (event: { text: string }) =>
      texts.includes(event.text)

  it('lets through what it wants, in order', () => {
    hub.subscribe(sink, { filter: only('a', 'c') })
    publish('a', 'b', 'c')
    expect(sink.seen).toEqual(['a', 'c'])
  })

  it('moves the cursor past what it does not want, without a write', () => {
    const cursor = hub.subscribe(sink, { filter: only('z') })
    publish('a', 'b')
    expect(cursor.position).toBe(2)
    expect(sink.batches).toEqual([])
  })

  it('holds for a replay too', () => {
    publish('a', 'b', 'c')
    hub.subscribe(sink, { after: 0, filter: only('b') })
    expect(sink.seen).toEqual(['b'])
  })

  it('is asked once for each event', () => {
    const asked: string[] = []
    const cursor = hub.subscribe(sink, { filter: (event) => asked.push(event.text) > 0 })
    publish('a')
    sink.takesMore = false
    publish('b')
    publish('c')
    cursor.resume()
    publish('d')
    expect(asked).toEqual(['a', 'b', 'c'])
  })

  it('of one sink does not touch the batch of another', () => {
    const all = recordingSink()
    hub.subscribe(sink, { filter: only('b') })
    hub.subscribe(all)
    publish('a', 'b')
    expect(all.batches[0]?.events.map((event) => event.text)).toEqual(['a', 'b'])
  })

  it('that throws closes its own sink only', () => {
    const other = recordingSink()
    hub.subscribe(sink, {
      filter: () => {
        throw new Error('no')
      },
    })
    hub.subscribe(other)
    publish('a')
    expect(hub.size).toBe(1)
    expect(other.seen).toEqual(['a'])
  })
})

describe('an interruption', () => {
  it('tells every sink to fetch again and goes on after it', () => {
    const other = recordingSink()
    hub.subscribe(sink)
    hub.subscribe(other, { filter: () => false })
    publish('a')
    hub.interrupt()
    publish('b')
    expect(sink.seen).toEqual(['a', 'resync 2 upstream', 'b'])
    expect(other.seen).toEqual(['resync 2 upstream'])
  })

  it('is told even when nothing was ever published', () => {
    hub.subscribe(sink)
    hub.interrupt()
    expect(sink.resyncs).toEqual([{ seq: 1, reason: 'upstream' }])
  })

  it('is told once for each, not once for each event since', () => {
    hub.subscribe(sink)
    hub.interrupt()
    publish('a')
    hub.interrupt()
    expect(sink.seen).toEqual(['resync 1 upstream', 'a', 'resync 3 upstream'])
  })

  it('makes a replay across it a resync', () => {
    publish('a', 'b')
    hub.interrupt()
    publish('c')
    hub.subscribe(sink, { after: 1 })
    expect(sink.seen).toEqual(['resync 4 upstream'])
  })

  it('makes a replay from the last event before it a resync too', () => {
    publish('a', 'b')
    hub.interrupt()
    publish('c')
    hub.subscribe(sink, { after: 2 })
    expect(sink.resyncs).toHaveLength(1)
  })

  it('does not disturb a replay from where its resync said', () => {
    publish('a')
    hub.interrupt()
    const { seq } = hub
    publish('b', 'c')
    hub.subscribe(sink, { after: seq })
    expect(sink.seen).toEqual(['b', 'c'])
  })
})
