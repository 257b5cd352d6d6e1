import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'

/** How much Node's own response takes before it says that it is enough, in bytes (Node 20). */
const HIGH_WATER_MARK = 16 * 1024

/**
 * A response whose client reads when the test says so, and which says "enough" and `drain` as Node's
 * does, but in the same turn.
 */
export class FakeResponse extends EventEmitter {
  readonly req = { socket: Object.assign(new EventEmitter(), { destroyed: false }) }
  /** Sees each write, before the client reads it. */
  onWrite: (text: string) => void = () => undefined
  /** Sees what the client reads, cut anywhere. */
  onRead: (bytes: Buffer) => void = () => undefined
  #waiting = Buffer.alloc(0)
  #needsDrain = false

  /** How many bytes the client has not read yet. */
  get waiting(): number {
    return this.#waiting.length
  }

  writeHead(): void {
    // The head is not part of the stream.
  }

  write(chunk: string | Buffer): boolean {
    const bytes = Buffer.from(chunk)
    this.onWrite(bytes.toString())
    this.#waiting = Buffer.concat([this.#waiting, bytes])
    const more = this.#waiting.length < HIGH_WATER_MARK
    if (!more) this.#needsDrain = true
    return more
  }

  /** The client reads that many bytes, or all there are. */
  read(bytes = this.#waiting.length): void {
    const read = this.#waiting.subarray(0, bytes)
    this.#waiting = this.#waiting.subarray(bytes)
    this.onRead(read)
    if (this.#waiting.length > 0 || !this.#needsDrain) return
    this.#needsDrain = false
    this.emit('drain')
  }

  /** The connection is gone, with what the client has not read. */
  destroy(): void {
    if (this.req.socket.destroyed) return
    this.req.socket.destroyed = true
    this.req.socket.emit('close')
    this.emit('close')
  }

  /** As what the code under test takes. */
  get asNode(): ServerResponse {
    return this as unknown as ServerResponse
  }
}
