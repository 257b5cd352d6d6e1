import {
  type Projection,
  type ResyncReason,
  StreamAckSchema,
  type StreamFrame,
} from '../../shared/events'
import type { Batch, Cursor, Hub } from '../events/hub'
import type { Logger } from '../logging'

/** Most bytes on their way to a page that has not said it applied them. */
export const UNACKNOWLEDGED_BYTES = 4 * 1024 * 1024
/** What a frame counts beside its events or its projection: a flood of small ones costs too. */
export const FRAME_BYTES = 256

/** The members of a MessagePort that the stream needs; Electron's MessagePortMain fits. */
export interface Port {
  postMessage(frame: StreamFrame): void
  on(event: 'message', listener: (message: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

export interface PortStreamOptions {
  port: Port
  hub: Hub
  /** What the page must know, as of the hub's newest event. */
  snapshot: () => Projection
  log: Logger
  /** Called once, when either side has closed. */
  onClose: () => void
}

/**
 * Streams the hub to one page: `hello` first, then every event. A page that does not acknowledge
 * gets nothing beyond 4 MiB, be it events or `resync`s, until it does.
 * @returns how to end it, with the reason that the page is told
 * @throws what `snapshot` throws; the port is closed then, and `onClose` is not called
 */
export function streamToPort(options: PortStreamOptions): (reason: string) => void {
  const { port, hub, snapshot, log, onClose } = options
  const inFlight = new InFlight(hub.seq)
  let cursor: Cursor | undefined
  let closed = false

  const bye = (reason: string) => {
    try {
      port.postMessage({ kind: 'bye', reason })
    } catch (error) {
      log.debug('A page was gone before its stream ended.', error)
    }
    port.close()
  }
  const finish = () => {
    if (closed) return
    closed = true
    cursor?.close()
    onClose()
  }
  const end = (reason: string) => {
    if (closed) return
    finish()
    bye(reason)
  }

  try {
    port.postMessage({ kind: 'hello', epoch: hub.epoch, seq: hub.seq, projection: snapshot() })
  } catch (error) {
    bye(FAILED)
    throw error
  }
  port.on('close', finish)
  port.on('message', ({ data }) => {
    const message = StreamAckSchema.safeParse(data)
    if (!message.success || closed) return
    inFlight.acknowledge(message.data.ack)
    if (inFlight.hasRoom) cursor?.resume()
  })
  cursor = hub.subscribe({
    batch({ first, last, json, bytes }: Batch) {
      inFlight.add(last, bytes)
      port.postMessage({ kind: 'batch', first, last, json })
      return inFlight.hasRoom
    },
    resync(seq: number, reason: ResyncReason) {
      const projection = snapshot()
      inFlight.add(seq, Buffer.byteLength(JSON.stringify(projection)))
      port.postMessage({ kind: 'resync', seq, reason, projection })
      return inFlight.hasRoom
    },
    failed: () => end(FAILED),
  })
  port.start()
  return end
}

const FAILED = 'the stream failed'

/** What was sent and not yet acknowledged. */
class InFlight {
  readonly #frames: { last: number; bytes: number }[] = []
  #bytes = 0
  #last: number

  /** @param seq the event that the stream begins after */
  constructor(seq: number) {
    this.#last = seq
  }

  get hasRoom(): boolean {
    return this.#bytes < UNACKNOWLEDGED_BYTES
  }

  add(last: number, bytes: number): void {
    this.#frames.push({ last, bytes: bytes + FRAME_BYTES })
    this.#bytes += bytes + FRAME_BYTES
    this.#last = last
  }

  /** Forgets what was sent up to an event. */
  acknowledge(ack: number): void {
    // What was not sent yet cannot have been applied: a page that says so has lost its way, and
    // believing it would give it more than it can take.
    if (ack > this.#last) return
    let applied = 0
    for (const { last, bytes } of this.#frames) {
      if (last > ack) break
      applied += 1
      this.#bytes -= bytes
    }
    this.#frames.splice(0, applied)
  }
}
