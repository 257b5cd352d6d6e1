import { isAscii } from 'node:buffer'
import { createParser } from 'eventsource-parser'

/** Most UTF-16 units of data in one frame. */
export const FRAME_LIMIT = 64 * 1024 * 1024

/** What the parser may hold beside data: names of fields, a comment that has not ended. */
const SLACK = 1024
/** Frames beyond this keep the memory of the chunks that they came in alive, UTF-16 units. */
const LARGE = 64 * 1024
const BYTE_ORDER_MARK = '\ufeff'
/** Two line ends in a row, of any of the three kinds (WHATWG HTML, 9.2.6). */
const BLANK_LINE = /(?:\r\n|\n|\r(?!\n)){2}/

export interface FrameListener {
  /** The data of one frame, in order. */
  onData: (data: string) => void
  /** A frame larger than the limit is being skipped; said once for each such frame. */
  onOversize: () => void
}

/**
 * Cuts a stream of server-sent events into frames, whatever the chunks are that it comes in.
 * Invalid UTF-8 becomes U+FFFD. A frame larger than the limit is dropped as it comes, up to the
 * blank line that ends it; what follows is read as if it had not been there.
 * @param limit most UTF-16 units of data in one frame
 * @returns takes the next chunk; calls the listener before it returns, and throws what that throws
 */
export function createFrameReader(
  { onData, onOversize }: FrameListener,
  limit = FRAME_LIMIT,
): (chunk: Uint8Array) => void {
  const decode = createDecoder()
  const complete = createLineEndings()
  let skipping = false
  /** A large frame came in this chunk: what follows it must not share its memory. */
  let behindLarge = false
  /** The last two characters that were read. */
  let tail = ''

  const parser = createParser({
    maxBufferSize: limit + SLACK,
    onEvent: ({ data }) => {
      const alone = behindLarge ? copied(data) : data
      if (data.length > LARGE) behindLarge = true
      if (data.length > limit) onOversize()
      else onData(alone)
    },
    // Other errors are lines that are no field of SSE; the standard has them ignored.
    onError: ({ type }) => {
      if (type !== 'max-buffer-size-exceeded') return
      skipping = true
      onOversize()
    },
  })

  const read = (text: string): void => {
    tail = text.length > 1 ? text.slice(-2) : (tail + text).slice(-2)
    if (text !== '') parser.feed(text)
  }

  const skip = (text: string): void => {
    const unread = tail + text
    const end = BLANK_LINE.exec(unread)
    if (!end) {
      tail = unread.slice(-2)
      return
    }
    skipping = false
    parser.reset()
    read(unread.slice(end.index + end[0].length))
  }

  return (chunk) => {
    behindLarge = false
    const text = complete(decode(chunk))
    if (skipping) skip(text)
    else read(text)
  }
}

/**
 * Frees the text of what depends on the chunks: takes a byte order mark off its start, and makes a
 * carriage return at a chunk's end a whole line end, whether its line feed follows or not. (The
 * parser would wait for more, and count that to the same frame.)
 */
function createLineEndings(): (text: string) => string {
  let atStart = true
  let dropLineFeed = false
  return (text) => {
    if (text === '') return text
    const from =
      (atStart && text.startsWith(BYTE_ORDER_MARK)) || (dropLineFeed && text.startsWith('\n'))
        ? 1
        : 0
    atStart = false
    dropLineFeed = text.endsWith('\r')
    const rest = from === 0 ? text : text.slice(from)
    return dropLineFeed ? `${rest}\n` : rest
  }
}

/** Decodes UTF-8 that comes in chunks; a byte order mark is a character like any other. */
function createDecoder(): (chunk: Uint8Array) => string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let midCharacter = false
  return (chunk) => {
    // Mostly it is ASCII. A streaming TextDecoder is ten times slower for that (Node 20), and makes
    // two bytes of each character, which the ring would keep.
    if (!midCharacter && isAscii(chunk)) {
      return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
    }
    const last = chunk.at(-1)
    if (last !== undefined) midCharacter = last > 0x7f
    return decoder.decode(chunk, { stream: true })
  }
}

// What the parser hands over is a view into the text that it was fed. A small event that the ring
// keeps would keep a large one alive that arrived with it. V8 copies when it joins two strings.
const copied = (text: string): string => ` ${text}`.slice(1)
