// @ts-check
// Reads an event stream as cheaply as can be, and sees whether anything is missing in it.

const END = Buffer.from('\n\n')
const [NEWLINE, DASH, ZERO, NINE] = [0x0a, 0x2d, 0x30, 0x39]
const [E, I] = [0x65, 0x69]

/** Counts the frames of one stream and checks the numbers of those that have an id. */
export class SseReader {
  /** Frames of every kind that have come. */
  frames = 0
  /** Number of the last event that came or was said to be missing. */
  position = 0
  /** How often the stream said that events are missing. */
  resyncs = 0
  /** What should not be: numbers that do not follow each other without a `resync`. */
  gaps = 0
  /** @type {Buffer | undefined} */
  #rest

  /** @param {Buffer} chunk cut anywhere */
  feed(chunk) {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    let from = 0
    for (let end = bytes.indexOf(END); end >= 0; end = bytes.indexOf(END, from)) {
      this.#frame(bytes, from, end)
      from = end + END.length
    }
    this.#rest = from < bytes.length ? bytes.subarray(from) : undefined
  }

  /**
   * @param {Buffer} bytes
   * @param {number} from
   * @param {number} end
   */
  #frame(bytes, from, end) {
    this.frames += 1
    if (bytes[from] === I) {
      const seq = numberOf(bytes, from)
      if (seq !== this.position + 1) this.gaps += 1
      this.position = seq
    } else if (bytes[from] === E) {
      const lines = bytes.toString('utf8', from, end).split('\n')
      if (lines[0] === 'event: resync') this.resyncs += 1
      const data = lines.find((line) => line.startsWith('data: '))?.slice('data: '.length)
      if (data) this.position = JSON.parse(data).seq
    }
  }
}

/**
 * The number in a first line `id: <epoch>-<seq>`.
 * @param {Buffer} bytes
 * @param {number} from
 */
function numberOf(bytes, from) {
  let at = from
  while (bytes[at] !== DASH && bytes[at] !== NEWLINE) at += 1
  let number = 0
  for (at += 1; ; at += 1) {
    const digit = bytes[at]
    if (digit === undefined || digit < ZERO || digit > NINE) return number
    number = number * 10 + digit - ZERO
  }
}
