// @ts-check
import { describe, expect, it } from 'vitest'
import { SseReader } from './sse-reader.mjs'

/** @param {number} seq */
const event = (seq) => `id: ab12-${seq}\ndata: {"payload":{"type":"x-9"}}\n\n`
const hello = 'event: hello\nid: ab12-4\ndata: {"epoch":"ab12","seq":4,"projection":{}}\n\n'
const resync = 'event: resync\nid: ab12-9\ndata: {"reason":"overtaken","seq":9}\n\n'

/** @param {string} text @param {number} size of the pieces that it comes in */
function read(text, size = text.length) {
  const reader = new SseReader()
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) reader.feed(bytes.subarray(at, at + size))
  const { frames, position, resyncs, gaps } = reader
  return { frames, position, resyncs, gaps }
}

describe('the reader of the benchmarks', () => {
  it.each([1, 2, 7, 1000])('follows a whole stream in pieces of %i bytes', (size) => {
    const text = `retry: 3000\n\n${hello}${event(5)}:\n\n${event(6)}`
    expect(read(text, size)).toEqual({ frames: 5, position: 6, resyncs: 0, gaps: 0 })
  })

  it('notices a missing event and a repeated one', () => {
    expect(read(hello + event(6))).toMatchObject({ position: 6, gaps: 1 })
    expect(read(hello + event(5) + event(5))).toMatchObject({ position: 5, gaps: 1 })
  })

  it('goes on after the number that resync names', () => {
    expect(read(hello + event(5) + resync + event(10))).toMatchObject({ resyncs: 1, gaps: 0 })
    expect(read(hello + event(5) + resync + event(11))).toMatchObject({ resyncs: 1, gaps: 1 })
  })

  it('counts the frames of a stream without ids', () => {
    expect(read('data: {}\n\ndata: {}\n\n')).toEqual({
      frames: 2,
      position: 0,
      resyncs: 0,
      gaps: 0,
    })
  })
})
