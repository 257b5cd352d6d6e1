import type { Readable } from 'node:stream'

/** How much of the engine's output is kept: its last words explain a failure. */
export const OUTPUT_BYTES = 64 * 1024

const NEWLINE = 0x0a

/** The last bytes that some streams wrote, newest last. */
export class OutputTail {
  readonly #limit: number
  #chunks: Buffer[] = []
  #bytes = 0
  #isCut = false

  /** @param limit most bytes kept */
  constructor(limit = OUTPUT_BYTES) {
    this.#limit = limit
  }

  /** Reads a stream to its end. */
  follow(stream: Readable): void {
    stream.on('data', (chunk: Buffer) => this.#add(chunk))
  }

  /** Gives what is kept, as text; without a line that is cut at its beginning, if there is another. */
  text(): string {
    const all = Buffer.concat(this.#chunks)
    const last = all.subarray(-this.#limit)
    const isCut = this.#isCut || last.length < all.length
    return last
      .subarray(isCut ? last.indexOf(NEWLINE) + 1 : 0)
      .toString('utf8')
      .trim()
  }

  #add(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    // Joined now and then rather than each time, so that a chatty engine costs little.
    if (this.#bytes > 2 * this.#limit) {
      this.#chunks = [Buffer.from(Buffer.concat(this.#chunks).subarray(-this.#limit))]
      this.#bytes = this.#limit
      this.#isCut = true
    }
  }
}
