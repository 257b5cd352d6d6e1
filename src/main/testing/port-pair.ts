import type { StreamFrame } from '../../shared/events'
import type { Port } from '../ipc/event-port'

/** The two ends of a channel, in memory: main's, and what a page does with its own. */
export class PortPair implements Port {
  readonly frames: StreamFrame[] = []
  started = false
  closed = 0
  /** What the page does with each frame at once. */
  onFrame: ((frame: StreamFrame) => void) | undefined
  readonly #onMessage: ((message: { data: unknown }) => void)[] = []
  readonly #onClose: (() => void)[] = []

  postMessage(frame: StreamFrame): void {
    if (this.closed) throw new Error('the port is closed')
    this.frames.push(structuredClone(frame))
    this.onFrame?.(frame)
  }
  on(event: 'message' | 'close', listener: (message: { data: unknown }) => void): this {
    if (event === 'message') this.#onMessage.push(listener)
    else this.#onClose.push(listener as () => void)
    return this
  }
  start(): void {
    this.started = true
  }
  close(): void {
    this.closed += 1
    for (const listener of this.#onClose) listener()
  }

  /** The page sends this. */
  send(data: unknown): void {
    for (const listener of this.#onMessage) listener({ data })
  }
  ack(ack: number): void {
    this.send({ ack })
  }
  get batches() {
    return this.frames.filter((frame) => frame.kind === 'batch')
  }
  get resyncs() {
    return this.frames.filter((frame) => frame.kind === 'resync')
  }
}
