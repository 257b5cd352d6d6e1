import { DataBytes } from './data-bytes'

/** What an image says of itself before anything of it is decoded. */
export interface ImageHead {
  readonly type: 'PNG' | 'JPEG' | 'GIF' | 'WebP'
  readonly width: number
  readonly height: number
  /** One for a picture that stands still; of a long one as many as were counted. */
  readonly frames: number
}

// What is written in chunks is walked through no further than that.
const MOST_STEPS = 20_000
// Counting goes no further: so many are too many.
const MOST_FRAMES = 2_000

/**
 * Reads the size of a raster image from its bytes, whatever its address claims.
 * @param url a `data:` address
 * @returns undefined when it is none that is known, or not as it should be
 */
export function readImageHead(url: string): ImageHead | undefined {
  try {
    const bytes = new DataBytes(url)
    const head = readPng(bytes) ?? readJpeg(bytes) ?? readGif(bytes) ?? readWebp(bytes)
    return head && head.width > 0 && head.height > 0 ? head : undefined
  } catch {
    // Too short, or no base64: what cannot be read is not shown.
    return undefined
  }
}

function readPng(bytes: DataBytes): ImageHead | undefined {
  if (bytes.ascii(0, 8) !== '\x89PNG\r\n\x1a\n' || bytes.ascii(12, 4) !== 'IHDR') return undefined
  const size = { width: bytes.big(16, 4), height: bytes.big(20, 4) }
  // Whether it moves stands before its pixels.
  for (let at = 8, step = 0; step < MOST_STEPS; step += 1) {
    const length = bytes.big(at, 4)
    const type = bytes.ascii(at + 4, 4)
    if (type === 'acTL') return { type: 'PNG', ...size, frames: Math.max(1, bytes.big(at + 8, 4)) }
    if (type === 'IDAT') return { type: 'PNG', ...size, frames: 1 }
    at += 12 + length
  }
  return undefined
}

function readJpeg(bytes: DataBytes): ImageHead | undefined {
  if (bytes.big(0, 2) !== 0xffd8) return undefined
  for (let at = 2, step = 0; step < MOST_STEPS; step += 1) {
    if (bytes.byte(at) !== 0xff) return undefined
    const marker = bytes.byte(at + 1)
    // A marker may be led by any number of these.
    if (marker === 0xff) {
      at += 1
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) {
      return { type: 'JPEG', width: bytes.big(at + 7, 2), height: bytes.big(at + 5, 2), frames: 1 }
    }
    // The pixels begin, or the image ends, and nothing has said how large it is.
    if (marker === 0xda || marker === 0xd9) return undefined
    const isAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
    at += isAlone ? 2 : 2 + bytes.big(at + 2, 2)
  }
  return undefined
}

function readGif(bytes: DataBytes): ImageHead | undefined {
  if (!['GIF87a', 'GIF89a'].includes(bytes.ascii(0, 6))) return undefined
  let width = bytes.little(6, 2)
  let height = bytes.little(8, 2)
  let frames = 0
  let at = 13 + tableBytes(bytes.byte(10))
  let isEnd = false
  for (let step = 0; step < MOST_STEPS && frames < MOST_FRAMES && !isEnd; ) {
    const sign = at < bytes.length ? bytes.byte(at) : 0
    isEnd = sign !== 0x2c && sign !== 0x21
    if (isEnd) break
    if (sign === 0x2c) {
      frames += 1
      // A frame may be larger than the screen says.
      width = Math.max(width, bytes.little(at + 1, 2) + bytes.little(at + 5, 2))
      height = Math.max(height, bytes.little(at + 3, 2) + bytes.little(at + 7, 2))
      at += 10 + tableBytes(bytes.byte(at + 9)) + 1
    } else at += 2
    for (let size = -1; size !== 0 && at < bytes.length; step += 1) {
      size = bytes.byte(at)
      at += 1 + size
    }
  }
  if (frames === 0) return undefined
  // What was not walked through holds as many again, for its length.
  const all = isEnd ? frames : Math.ceil((frames * bytes.length) / Math.min(at, bytes.length))
  return { type: 'GIF', width, height, frames: all }
}

/** Of a table of colours, when there is one. */
const tableBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)

function readWebp(bytes: DataBytes): ImageHead | undefined {
  if (bytes.ascii(0, 4) !== 'RIFF' || bytes.ascii(8, 4) !== 'WEBP') return undefined
  switch (bytes.ascii(12, 4)) {
    case 'VP8 ':
      if (bytes.big(23, 3) !== 0x9d012a) return undefined
      return webp(bytes.little(26, 2) & 0x3fff, bytes.little(28, 2) & 0x3fff, 1)
    case 'VP8L': {
      if (bytes.byte(20) !== 0x2f) return undefined
      const bits = bytes.little(21, 4)
      return webp((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1, 1)
    }
    case 'VP8X':
      return webp(bytes.little(24, 3) + 1, bytes.little(27, 3) + 1, webpFrames(bytes))
    default:
      return undefined
  }
}

const webp = (width: number, height: number, frames: number): ImageHead => ({
  type: 'WebP',
  width,
  height,
  frames,
})

function webpFrames(bytes: DataBytes): number {
  let frames = 0
  for (let at = 30, step = 0; step < MOST_STEPS && at + 8 <= bytes.length; step += 1) {
    if (bytes.ascii(at, 4) === 'ANMF') frames += 1
    const length = bytes.little(at + 4, 4)
    at += 8 + length + (length % 2)
  }
  return Math.max(1, frames)
}
