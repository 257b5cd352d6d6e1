import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readImageHead } from './image-head'
import { PixelBudget, whyTooLarge } from './pixels'

const url = (bytes: readonly number[], mime = 'image/png') =>
  `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`
const ascii = (text: string) => [...Buffer.from(text, 'latin1')]
const big = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** (bytes - 1 - at)) % 256)
const little = (value: number, bytes: number) => big(value, bytes).reverse()

const pngChunk = (type: string, data: readonly number[]) => [
  ...big(data.length, 4),
  ...ascii(type),
  ...data,
  ...big(0, 4),
]
const png = (width: number, height: number, ...chunks: number[][]) => [
  ...ascii('\x89PNG\r\n\x1a\n'),
  ...pngChunk('IHDR', [...big(width, 4), ...big(height, 4), 8, 6, 0, 0, 0]),
  ...chunks.flat(),
  ...pngChunk('IDAT', [0]),
]
const jpeg = (width: number, height: number, ...before: number[][]) => [
  0xff,
  0xd8,
  ...before.flat(),
  0xff,
  0xc2,
  0,
  17,
  8,
  ...big(height, 2),
  ...big(width, 2),
  3,
]
const gifFrame = (left: number, top: number, width: number, height: number) => [
  0x21,
  0xf9,
  4,
  0,
  0,
  0,
  0,
  0,
  0x2c,
  ...little(left, 2),
  ...little(top, 2),
  ...little(width, 2),
  ...little(height, 2),
  0,
  2,
  3,
  1,
  2,
  3,
  0,
]
const gif = (width: number, height: number, ...frames: number[][]) => [
  ...ascii('GIF89a'),
  ...little(width, 2),
  ...little(height, 2),
  0x80,
  0,
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  ...frames.flat(),
  0x3b,
]
const webp = (type: string, data: readonly number[], ...chunks: number[][]) => [
  ...ascii('RIFF'),
  ...little(100, 4),
  ...ascii('WEBP'),
  ...ascii(type),
  ...little(data.length, 4),
  ...data,
  ...chunks.flat(),
]
const anmf = [...ascii('ANMF'), ...little(2, 4), 0, 0]

describe('the size of an image', () => {
  it.each([
    ['PNG', png(300, 200), 1],
    [
      'PNG',
      png(300, 200, pngChunk('tEXt', [1, 2]), pngChunk('acTL', [...big(7, 4), 0, 0, 0, 0])),
      7,
    ],
    ['JPEG', jpeg(300, 200), 1],
    ['JPEG', jpeg(300, 200, [0xff, 0xe0, 0, 4, 1, 2], [0xff, 0xff, 0xff, 0xe1, 0, 3, 1]), 1],
    ['GIF', gif(300, 200, gifFrame(0, 0, 10, 10)), 1],
    ['GIF', gif(300, 200, gifFrame(0, 0, 10, 10), gifFrame(1, 1, 2, 2)), 2],
    ['WebP', webp('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, ...little(300, 2), ...little(200, 2)]), 1],
    ['WebP', webp('VP8L', [0x2f, ...little(299 + 199 * 2 ** 14, 4), 0]), 1],
    ['WebP', webp('VP8X', [0, 0, 0, 0, ...little(299, 3), ...little(199, 3)], anmf, anmf), 2],
  ])('is read from the bytes of a %s', (type, bytes, frames) => {
    // Whatever the address claims.
    for (const mime of ['image/png', 'image/svg+xml', 'text/plain']) {
      expect(readImageHead(url(bytes, mime))).toEqual({ type, width: 300, height: 200, frames })
    }
  })

  it('is that of a frame which is larger than the image says', () => {
    expect(readImageHead(url(gif(1, 1, gifFrame(10, 20, 30_000, 30_000))))).toMatchObject({
      width: 30_010,
      height: 30_020,
    })
  })

  it.each([
    [
      'a drawing',
      'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=',
    ],
    ['a drawing in words', 'data:image/svg+xml,<svg/>'],
    ['a page', `data:image/png;base64,${Buffer.from('<html>').toString('base64')}`],
    ['another address', 'https://a.b/c.png'],
    ['nothing', 'data:image/png;base64,'],
    ['no base64', 'data:image/png;base64,%%%%%%%%%%%%'],
    ['an image of no size', url(png(0, 10))],
    ['pixels before their size', url([0xff, 0xd8, 0xff, 0xda, 0, 2])],
    ['half a head', url(png(300, 200).slice(0, 20))],
    ['no frame', url(gif(10, 10))],
  ])('is not known of %s', (_, address) => {
    expect(readImageHead(address)).toBeUndefined()
  })

  it('is read or refused, whatever the bytes', () => {
    const heads = fc.constantFrom(
      png(9, 9),
      jpeg(9, 9),
      gif(9, 9, gifFrame(0, 0, 1, 1)),
      anmf,
      webp('VP8X', []),
      [],
    )
    fc.assert(
      fc.property(heads, fc.nat(40), fc.uint8Array({ maxLength: 200 }), (head, cut, tail) => {
        const read = readImageHead(url([...head.slice(0, cut), ...tail]))
        if (read) expect(read.width * read.height * read.frames).toBeGreaterThan(0)
      }),
    )
  })

  it('is read without looking at all of a large one', () => {
    // Three bytes are four letters, without padding.
    const head = png(9, 9)
    const address = url([...head, ...Array(3 - (head.length % 3)).fill(0)]) + 'A'.repeat(30_000_000)
    const slice = String.prototype.slice
    let read = 0
    String.prototype.slice = function (...args) {
      const piece = slice.apply(this, args)
      read += piece.length
      return piece
    }
    try {
      expect(readImageHead(address)?.width).toBe(9)
    } finally {
      String.prototype.slice = slice
    }
    expect(read).toBeLessThan(20_000)
  })
})

describe('how large an image may be', () => {
  const head = { type: 'PNG', width: 1_000, height: 1_000, frames: 1 } as const

  it('is so many pixels, fewer when it moves, and so many frames', () => {
    expect(whyTooLarge({ ...head, width: 8_000, height: 6_000 })).toBe('')
    expect(whyTooLarge({ ...head, width: 20_000, height: 20_000 })).toContain('20,000 × 20,000')
    expect(whyTooLarge({ ...head, frames: 300 })).toBe('')
    expect(whyTooLarge({ ...head, width: 8_000, height: 6_000, frames: 2 })).toContain('pixels')
    expect(whyTooLarge({ ...head, frames: 100_000 })).toContain('100,000 frames')
  })

  it('is bounded together, and what is given back is told', () => {
    const budget = new PixelBudget(100)
    let told = 0
    budget.subscribe(() => {
      told += 1
    })
    const first = budget.take(60)
    expect(budget.take(50)).toBeUndefined()
    first?.()
    first?.()
    expect(told).toBe(1)
    expect(budget.take(100)).toBeDefined()
    expect(budget.take(1)).toBeUndefined()
  })
})
