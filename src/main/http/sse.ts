import type { ServerResponse } from 'node:http'
import { AppError } from '../../shared/errors'
import { formatEventId, type Projection, type ResyncReason } from '../../shared/events'
import type { Batch, Cursor, Sink } from '../events/hub'

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
   * Turns a response into a stream; its headers go out at once.
   * @throws AppError `engine_unavailable` when the listener is closing
   */
  open(res: ServerResponse): SseStream {
    if (this.#closed) throw new AppError('engine_unavailable', 'Wheelhouse is closing.')
    const stream = new SseStream(res, this.#options, this.#encode)
    this.#open.add(stream)
    res.once('close', () => this.#open.delete(stream))
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
  readonly #heartbeat: NodeJS.Timeout
  #source: Pick<Cursor, 'resume' | 'close'> | undefined
  #stalled = false
  #over = false

  constructor(res: ServerResponse, options: SseOptions, encode: (batch: Batch) => Buffer) {
    this.#res = res
    this.#options = options
    this.#encode = encode
    res.on('drain', () => {
      this.#stalled = false
      this.#source?.resume()
    })
    res.once('close', () => this.#finish())
    // A broken connection ends this stream alone.
    res.once('error', () => this.#finish())
    res.writeHead(200, HEADERS)
    this.#write(`retry: ${RETRY_MS}\n\n`)
    this.#heartbeat = setInterval(() => {
      if (!this.#stalled) this.#write(':\n\n')
    }, options.heartbeatMs).unref()
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

  #finish(): void {
    this.#over = true
    clearInterval(this.#heartbeat)
    this.#source?.close()
    this.#source = undefined
  }
}

/** Encodes each batch once, whatever the number of streams that it goes to. */
function createEncoder(epoch: string): (batch: Batch) => Buffer {
  const encoded = new WeakMap<Batch, Buffer>()
  return (batch) => {
    const known = encoded.get(batch)
    if (known) return known
    const frames = batch.events.map(
      ({ seq, text }) => `id: ${formatEventId(epoch, seq)}\n${dataLines(text)}\n\n`,
    )
    const bytes = Buffer.from(frames.join(''))
    encoded.set(batch, bytes)
    return bytes
  }
}

// JSON may be laid out over lines; a bare line break would end the field (WHATWG HTML, 9.2.6).
const dataLines = (text: string) =>
  text.includes('\n') || text.includes('\r')
    ? text
        .split(/\r\n|\r|\n/)
        .map((line) => `data: ${line}`)
        .join('\n')
    : `data: ${text}`
