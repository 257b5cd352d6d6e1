import type { ElectronApplication } from 'playwright/test'

/** What main sent to one document, since the watch began. */
export interface PortTraffic {
  /** The kinds of frames, in order; repeats of one kind are one. */
  frames: string[]
  /** Bytes of all batches. */
  bytes: number
  /** The most bytes that were on their way at once: sent, and not acknowledged. */
  most: number
  /** Whether neither side has closed it. */
  open: boolean
}

interface Watched extends PortTraffic {
  unacknowledged: { last: number; bytes: number }[]
}

interface Frame {
  kind: string
  last?: number
  json?: string
}

interface Port {
  postMessage(frame: Frame): void
  emit(event: string, message: { data: unknown }): boolean
  close(): void
}

/**
 * Watches Electron's own ports in main from now on: what is really sent, whatever the app thinks.
 * A port shows from its first frame on.
 * @returns what went over each so far, in order of appearance
 */
export async function watchPorts(app: ElectronApplication): Promise<() => Promise<PortTraffic[]>> {
  const handle = await app.evaluateHandle(({ MessageChannelMain }) => {
    const prototype: Port = Object.getPrototypeOf(new MessageChannelMain().port1)
    const { postMessage, emit, close } = prototype
    const watched = new Map<Port, Watched>()
    const onTheirWay = ({ unacknowledged }: Watched) =>
      unacknowledged.reduce((sum, { bytes }) => sum + bytes, 0)

    prototype.postMessage = function (this: Port, frame) {
      const traffic = watched.get(this) ?? {
        frames: [],
        bytes: 0,
        most: 0,
        open: true,
        unacknowledged: [],
      }
      watched.set(this, traffic)
      if (traffic.frames.at(-1) !== frame.kind) traffic.frames.push(frame.kind)
      if (frame.json !== undefined && frame.last !== undefined) {
        const bytes = Buffer.byteLength(frame.json)
        traffic.bytes += bytes
        traffic.unacknowledged.push({ last: frame.last, bytes })
        traffic.most = Math.max(traffic.most, onTheirWay(traffic))
      }
      postMessage.call(this, frame)
    }
    prototype.emit = function (this: Port, event, message) {
      const traffic = watched.get(this)
      if (traffic && event === 'close') traffic.open = false
      if (traffic && event === 'message') {
        const { ack } = message.data as { ack: number }
        traffic.unacknowledged = traffic.unacknowledged.filter(({ last }) => last > ack)
      }
      return emit.call(this, event, message)
    }
    prototype.close = function (this: Port) {
      const traffic = watched.get(this)
      if (traffic) traffic.open = false
      close.call(this)
    }
    return watched
  })
  return () =>
    askMain(() =>
      handle.evaluate((watched) =>
        [...watched.values()].map(({ frames, bytes, most, open }) => ({
          frames,
          bytes,
          most,
          open,
        })),
      ),
    )
}

/**
 * Asks main something that may be asked twice. Playwright's hold on an answer is weak, and a collection
 * in a main that is flooded takes one away now and then (microsoft/playwright#33737).
 */
export async function askMain<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (error) {
    if (!String(error).includes('promise was garbage collected')) throw error
    return question()
  }
}
