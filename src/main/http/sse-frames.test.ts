import { createParser } from 'eventsource-parser'
import { expect, it, vi } from 'vitest'
import { Batch } from '../events/hub'
import { Ring, type RingEvent } from '../events/ring'
import { createEncoder } from './sse-frames'

const ROUTE = { type: 't', directory: '/p', sessionID: undefined }
const eventsOf = (...texts: string[]) => {
  const ring = new Ring()
  return texts.map((text) => ring.push(ROUTE, text))
}
const batchOf = (events: RingEvent[]) =>
  new Batch(events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0, events)
const read = (bytes: Buffer) => {
  const frames: [string | undefined, string][] = []
  createParser({ onEvent: ({ id, data }) => frames.push([id, data]) }).feed(bytes.toString())
  return frames
}

const TEXTS = ['{"n":1}', '{"ü":"€ 😀"}', '{\r\n"a":\r1,\n"b":2}', '', '😀', 'x'.repeat(5_000)]
const LINES = TEXTS.map((text) => text.replaceAll(/\r\n|\r/g, '\n'))

it('gives each event an id and its text, whatever is in it', () => {
  const bytes = createEncoder('e')(batchOf(eventsOf(...TEXTS)))
  expect(read(bytes)).toEqual(LINES.map((text, index) => [`e-${index + 1}`, text]))
})

it('says a single event as it is', () => {
  const bytes = createEncoder('e')(batchOf(eventsOf('{"n":1}')))
  expect(bytes.toString()).toBe('id: e-1\ndata: {"n":1}\n\n')
})

it('gives the same bytes from any event to any other, after whatever was encoded before', () => {
  const encode = createEncoder('e')
  const events = eventsOf(...TEXTS, ...TEXTS)
  const expected = (from: number, to: number) =>
    createEncoder('e')(batchOf(eventsOf(...TEXTS, ...TEXTS).slice(from, to))).toString()
  for (const [from, to] of [
    [3, 5],
    [8, 9],
    [0, 12],
    [2, 6],
    [4, 12],
  ] as const) {
    expect(encode(batchOf(events.slice(from, to))).toString()).toBe(expected(from, to))
  }
})

it('leaves out what a filter does, between events that stand side by side', () => {
  const encode = createEncoder('e')
  const events = eventsOf(...TEXTS)
  encode(batchOf(events))
  const bytes = encode(batchOf(events.filter(({ seq }) => seq % 2 === 1)))
  expect(read(bytes).map(([id]) => id)).toEqual(['e-1', 'e-3', 'e-5'])
})

it('does not take the bytes of others for those between, wherever they stand', () => {
  const encode = createEncoder('e')
  const [a, b, c, d] = eventsOf('1', '2', '3', '4') as [RingEvent, RingEvent, RingEvent, RingEvent]
  encode(batchOf([a, b]))
  encode(batchOf([c, d]))
  // In its buffer, d begins where a ends in another.
  expect(read(encode(batchOf([a, d])))).toEqual([
    ['e-1', '1'],
    ['e-4', '4'],
  ])
})

it('encodes each event once, however the batches overlap', () => {
  const encode = createEncoder('e')
  const events = eventsOf(...Array.from({ length: 100 }, (_, index) => `{"n":${index}}`))
  const from = vi.spyOn(Buffer, 'from')
  const total = batchOf(events).bytes
  for (let start = 0; start < 90; start += 7) {
    for (const length of [1, 10, 100]) encode(batchOf(events.slice(start, start + length)))
  }
  const encoded = from.mock.calls.reduce((sum, [text]) => sum + String(text).length, 0)
  from.mockRestore()
  expect(encoded).toBeGreaterThan(total)
  expect(encoded).toBeLessThan(total + 100 * 'id: e-100\ndata: \n\n'.length)
})

it('encodes nothing for a batch that it was given before', () => {
  const encode = createEncoder('e')
  const batch = batchOf(eventsOf('1', '2'))
  expect(encode(batch)).toBe(encode(batch))
})
