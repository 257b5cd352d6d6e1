import type { ServerResponse } from 'node:http'
import { formatEventId, type Projection, type ResyncReason } from '../../shared/events'
import type { Batch, Cursor, Sink } from '../events/hub'
import { createEncoder } from './sse-frames'

/** How long a browser waits before it connects again, in ms. */
const RETRY_MS = 3000

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache',
  Connection: 'keep-alive',
  // Proxies that buffer would hold events back.
  'X-Accel-Buffering': 'no',
}

export interface SseOptions {
  /** The hub's. */
  epoch: string
  /** What a client must know when it cannot go on from what it has. */
  projection: () => Projection
  /** Time between two comments that keep a calm stream open, in ms. */
  heartbeatMs: number
}

/** All SSE responses of one listener: they share each batch's encoding, and end together. */
export class SseStreams {
  readonly #options: SseOptions
  readonly #encode: (batch: Batch) => Buffer
  readonly #open = new Set<SseStream>()
  #closed = false

  constructor(options: SseOptions) {
    this.#options = options
    this.#encode = createEncoder(options.epoch)
  }

  /**
   * Turns a response into a stream; its headers go out at once. When the client is gone already,
   * or the listener is closing, the stream is over from the start.
   */
  open(res: ServerResponse): SseStream {
    // Cut, not refused: a browser's EventSource never comes back after an answer other than 200.
    if (this.#closed) res.req.socket.destroy()
    const stream = new SseStream(res, this.#options, this.#encode, () => this.#open.delete(stream))
    if (!stream.over) this.#open.add(stream)
    return stream
  }

  /** Ends every stream as if it had come to its end, and opens no more. */
  close(): void {
    this.#closed = true
    for (const stream of this.#open) stream.end()
  }
}

/** One SSE response, as a sink. What it was given before the client reads is one batch at most. */
export class SseStream implements Sink {
  readonly #res: ServerResponse
  readonly #options: SseOptions
  readonly #encode: (batch: Batch) => Buffer
  readonly #onOver: () => void
  readonly #heartbeat: NodeJS.Timeout | undefined
  #source: Pick<Cursor, 'resume' | 'close'> | undefined
  #stalled = false
  #over = false

  /** @param onOver called once, when nothing more will be written */
  constructor(
    res: ServerResponse,
    options: SseOptions,
    encode: (batch: Batch) => Buffer,
    onOver: () => void,
  ) {
    this.#res = res
    this.#options = options
    this.#encode = encode
    this.#onOver = onOver
    if (isGone(res)) {
      this.#over = true
      return
    }
    res.on('drain', this.#resume)
    // A broken connection ends this stream alone.
    res.on('error', this.#finish)
    res.once('close', this.#finish)
    // A response that waits for an earlier one of its connection hears nothing of its end (Node 20).
    res.req.socket.once('close', this.#finish)
    res.writeHead(200, HEADERS)
    this.#write(`retry: ${RETRY_MS}\n\n`)
    this.#heartbeat = setInterval(() => {
      if (!this.#stalled) this.#write(':\n\n')
    }, options.heartbeatMs).unref()
  }

  /** Whether it has ended, whoever ended it. */
  get over(): boolean {
    return this.#over
  }

  /** Ties what feeds the stream to it: resumed when the client has read, closed with the stream. */
  follow(source: Pick<Cursor, 'resume' | 'close'>): void {
    if (this.#over) source.close()
    else this.#source = source
  }

  batch(batch: Batch): boolean {
    return this.#write(this.#encode(batch))
  }

  resync(seq: number, reason: ResyncReason): boolean {
    const data = { reason, seq, projection: this.#options.projection() }
    return this.send('resync', data, seq)
  }

  /**
   * Writes a control frame.
   * @param seq where a client that comes back goes on from; as before when absent
   * @returns whether the client takes more now
   */
  send(event: string, data: unknown, seq?: number): boolean {
    const id = seq === undefined ? '' : `id: ${formatEventId(this.#options.epoch, seq)}\n`
    return this.#write(`event: ${event}\n${id}data: ${JSON.stringify(data)}\n\n`)
  }

  /** Cuts the connection: a client that comes back, by itself, goes on without loss. */
  failed(): void {
    this.#finish()
    this.#res.destroy()
  }

  /** Ends the response once what was written is on its way; may be called twice. */
  end(): void {
    if (this.#over) return
    this.#finish()
    this.#res.end()
  }

  #write(chunk: string | Buffer): boolean {
    if (this.#over) return false
    const more = this.#res.write(chunk)
    if (!more) this.#stalled = true
    return more
  }

  readonly #resume = (): void => {
    this.#stalled = false
    this.#source?.resume()
  }

  readonly #finish = (): void => {
    if (this.#over) return
    this.#over = true
    clearInterval(this.#heartbeat)
    this.#res.req.socket.off('close', this.#finish)
    this.#source?.close()
    this.#source = undefined
    this.#onOver()
  }
}

/** Whether nobody will read an answer any more. Node says it of the connection in every case. */
export const isGone = (res: ServerResponse): boolean => res.req.socket.destroyed
