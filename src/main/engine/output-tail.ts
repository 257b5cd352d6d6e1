import type { Readable } from 'node:stream'

/** How much of the engine's output is kept: its last words explain a failure. */
export const OUTPUT_BYTES = 64 * 1024

const NEWLINE = 0x0a

/** The last bytes that some streams wrote, newest last. */
export class OutputTail {
  readonly #limit: number
  readonly #headingIn: (text: string) => string
  #heading = ''
  #chunks: Buffer[] = []
  #bytes = 0
  #isCut = false

  /**
   * @param limit most bytes kept
   * @param headingIn finds in a text what tells how the rest is to be read, if anything does; the first
   * that would be cut off is kept besides
   */
  constructor(limit = OUTPUT_BYTES, headingIn: (text: string) => string = () => '') {
    this.#limit = limit
    this.#headingIn = headingIn
  }

  /** Reads a stream to its end. */
  follow(stream: Readable): void {
    stream.on('data', (chunk: Buffer) => this.#add(chunk))
  }

  /**
   * Gives what is kept, as text, below its heading if that was cut off; without a line that is cut at its
   * beginning, if there is another.
   */
  text(): string {
    const kept = this.#keep(Buffer.concat(this.#chunks)).lines.toString('utf8')
    return (this.#heading ? `${this.#heading}\n${kept}` : kept).trim()
  }

  #add(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    // Joined now and then rather than each time, so that a chatty engine costs little.
    if (this.#bytes > 2 * this.#limit) {
      this.#chunks = [Buffer.from(this.#keep(Buffer.concat(this.#chunks)).last)]
      this.#bytes = this.#limit
      this.#isCut = true
    }
  }

  /** Takes the last bytes of all that there are, and of those the lines that are whole at their beginning. */
  #keep(all: Buffer): { last: Buffer; lines: Buffer } {
    const last = all.subarray(-this.#limit)
    if (!this.#isCut && last.length === all.length) return { last, lines: last }
    const lines = last.subarray(last.indexOf(NEWLINE) + 1)
    if (!this.#heading) {
      const heading = this.#headingIn(all.toString('utf8'))
      if (heading && all.indexOf(heading) < all.length - lines.length) this.#heading = heading
    }
    return { last, lines }
  }
}
