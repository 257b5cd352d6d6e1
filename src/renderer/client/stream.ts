import { EVENTS_CHANNEL } from '../../shared/bridge'
import type { StreamAck } from '../../shared/events'
import type { After } from './after'
import { Backoff } from './backoff'
import type { EventSink, HelloFrame, ResyncFrame } from './client'

// The answer is one hop away; longer means that it was lost (main was restarting, say).
const ANSWER_MS = 10_000

/** What the stream needs of the page and of time; a test gives its own. */
export interface StreamHost {
  /** Where the port arrives as a `message` event. */
  page: EventTarget
  /** The page's own origin: a message of any other is not main's. */
  origin: string
  /** Asks main for the port. */
  open(nonce: string): void
  /** A value that nobody can guess. */
  nonce(): string
  after: After
}

type BatchFrame = { kind: 'batch'; first: number; last: number; json: string }

/**
 * Opens the event port and keeps it open: a gap in the numbers, an unreadable batch, `bye` or
 * silence after asking all lead to a new port, with backoff, and the sink hears `lost` before.
 * @returns ends it and closes the port
 */
export function followEvents(host: StreamHost, sink: EventSink): () => void {
  let port: MessagePort | undefined
  let nonce: string | undefined
  let last: number | undefined
  const backoff = new Backoff()
  let cancelTimer: () => void = () => undefined
  let ended = false

  const letGo = () => {
    cancelTimer()
    nonce = undefined
    last = undefined
    const old = port
    port = undefined
    if (!old) return
    old.onmessage = null
    old.close()
  }

  const ask = () => {
    const asked = host.nonce()
    nonce = asked
    cancelTimer = host.after(ANSWER_MS, reopen)
    host.open(asked)
  }

  const reopen = () => {
    if (ended) return
    letGo()
    sink.lost()
    cancelTimer = host.after(backoff.next(), ask)
  }

  const acknowledge = (from: MessagePort, seq: number) => {
    // A port that was replaced meanwhile wants no more acknowledgements.
    if (port === from) from.postMessage({ ack: seq } satisfies StreamAck)
  }

  const batch = (from: MessagePort, frame: BatchFrame) => {
    const events = parseArray(frame.json)
    const whole =
      last !== undefined &&
      frame.first === last + 1 &&
      events?.length === frame.last - frame.first + 1
    if (!whole || !events) {
      reopen()
      return
    }
    last = frame.last
    sink.batch(frame.first, events, () => acknowledge(from, frame.last))
  }

  const frame = (from: MessagePort, data: unknown) => {
    if (from !== port) return
    if (isHello(data)) {
      cancelTimer()
      backoff.reset()
      last = data.seq
      sink.hello(data)
    } else if (isResync(data)) {
      last = data.seq
      sink.resync(data, () => acknowledge(from, data.seq))
    } else if (isBatch(data)) batch(from, data)
    else if (isRecord(data) && data.kind === 'bye') reopen()
  }

  const receivePort = (event: Event) => {
    const { source, origin, data, ports } = event as MessageEvent<unknown>
    if (source !== host.page || origin !== host.origin || !isRecord(data)) return
    if (data.type !== EVENTS_CHANNEL || nonce === undefined || data.nonce !== nonce) return
    const [received] = ports
    if (!received) return
    nonce = undefined
    port = received
    received.onmessage = (message) => frame(received, message.data)
    received.addEventListener('close', () => {
      if (received === port) reopen()
    })
  }

  const end = () => {
    ended = true
    letGo()
    host.page.removeEventListener('message', receivePort)
    host.page.removeEventListener('pagehide', end)
  }

  host.page.addEventListener('message', receivePort)
  // A page that unloads must not ask again: its port would close the one of the page after it.
  host.page.addEventListener('pagehide', end)
  ask()
  return end
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isHello = (data: unknown): data is HelloFrame =>
  isRecord(data) &&
  data.kind === 'hello' &&
  typeof data.seq === 'number' &&
  typeof data.epoch === 'string' &&
  isRecord(data.projection)

const isResync = (data: unknown): data is ResyncFrame =>
  isRecord(data) &&
  data.kind === 'resync' &&
  typeof data.seq === 'number' &&
  isRecord(data.projection)

const isBatch = (data: unknown): data is BatchFrame =>
  isRecord(data) &&
  data.kind === 'batch' &&
  typeof data.first === 'number' &&
  typeof data.last === 'number' &&
  typeof data.json === 'string'

function parseArray(json: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
