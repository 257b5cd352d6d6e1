import type { Readable } from 'node:stream'

/** How much of the engine's output is kept: its last words explain a failure. */
export const OUTPUT_BYTES = 64 * 1024

/** The last bytes that some streams wrote, newest last. */
export class OutputTail {
  readonly #limit: number
  #chunks: Buffer[] = []
  #bytes = 0

  /** @param limit most bytes kept */
  constructor(limit = OUTPUT_BYTES) {
    this.#limit = limit
  }

  /** Reads a stream to its end. */
  follow(stream: Readable): void {
    stream.on('data', (chunk: Buffer) => this.#add(chunk))
  }

  /** What is kept, as text. */
  text(): string {
    return Buffer.concat(this.#chunks).subarray(-this.#limit).toString('utf8').trim()
  }

  #add(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    // Joined now and then rather than each time, so that a chatty engine costs little.
    if (this.#bytes > 2 * this.#limit) {
      this.#chunks = [Buffer.from(Buffer.concat(this.#chunks).subarray(-this.#limit))]
      this.#bytes = this.#limit
    }
  }
}
