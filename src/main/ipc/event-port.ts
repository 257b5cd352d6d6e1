import {
  type Projection,
  type ResyncReason,
  StreamAckSchema,
  type StreamFrame,
} from '../../shared/events'
import type { Batch, Hub, Sink } from '../events/hub'

/** Most bytes on their way to a page that has not said it applied them (design section 5). */
export const UNACKNOWLEDGED_BYTES = 4 * 1024 * 1024

/** The members of a MessagePort that the stream needs; Electron's MessagePortMain fits. */
export interface Port {
  postMessage(frame: StreamFrame): void
  on(event: 'message', listener: (message: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/**
 * Streams the hub to one page: `hello` first, then every event. A page that does not acknowledge
 * gets nothing beyond 4 MiB, until it does.
 * @param onClose called once, when either side has closed
 * @returns how to end it, with the reason that the page is told
 */
export function streamToPort(
  port: Port,
  hub: Hub,
  snapshot: () => Projection,
  onClose: () => void,
): (reason: string) => void {
  const sent: { last: number; bytes: number }[] = []
  let unacknowledged = 0
  let closed = false

  const hasRoom = () => unacknowledged < UNACKNOWLEDGED_BYTES
  const sink: Sink = {
    batch({ first, last, json, bytes }: Batch) {
      sent.push({ last, bytes })
      unacknowledged += bytes
      port.postMessage({ kind: 'batch', first, last, json })
      return hasRoom()
    },
    resync(seq: number, reason: ResyncReason) {
      port.postMessage({ kind: 'resync', seq, reason, projection: snapshot() })
      return hasRoom()
    },
  }

  const finish = () => {
    if (closed) return
    closed = true
    cursor.close()
    onClose()
  }
  port.on('close', finish)
  port.on('message', ({ data }) => {
    const message = StreamAckSchema.safeParse(data)
    if (!message.success || closed) return
    while (sent[0] && sent[0].last <= message.data.ack) {
      unacknowledged -= sent.shift()?.bytes ?? 0
    }
    if (hasRoom()) cursor.resume()
  })
  port.postMessage({ kind: 'hello', epoch: hub.epoch, seq: hub.seq, projection: snapshot() })
  const cursor = hub.subscribe(sink)
  port.start()

  return (reason) => {
    if (closed) return
    port.postMessage({ kind: 'bye', reason })
    finish()
    port.close()
  }
}
