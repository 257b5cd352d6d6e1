import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { formatEventId, type Hello, parseEventId } from '../../shared/events'
import type { After } from './after'
import { Backoff } from './backoff'
import type { EventSink, ResyncFrame } from './client'

// The listener says something every 15 s at least; three times nothing means that it is not there.
const SILENT_MS = 45_000

/** What the stream needs of the browser and of time; a test gives its own. */
export interface HttpStreamHost {
  fetch: (path: string, init: RequestInit) => Promise<Response>
  after: After
  /** Whether a person can see the page now. */
  isVisible(): boolean
  /** Calls back when that changes. @returns ends it */
  onVisibility(changed: () => void): () => void
  /** The listener does not know this browser any more; said once until it does again. */
  onUnpaired(): void
}

/**
 * Opens the event stream and keeps it open, with backoff. It goes on from the last event that it
 * has, so that a broken connection costs nothing; what cannot be read makes it start afresh.
 *
 * A page that nobody sees has no stream: a browser has six connections to one address for all its
 * tabs together, and hidden ones would take them from those that are looked at.
 * @returns ends it
 */
export function followHttpEvents(host: HttpStreamHost, sink: EventSink): () => void {
  const position = new Position(sink)
  let current: AbortController | undefined
  let cancelTimer: () => void = () => undefined
  const backoff = new Backoff()
  let isUnpaired = false

  const letGo = () => {
    cancelTimer()
    current?.abort()
    current = undefined
  }
  const reopen = () => {
    letGo()
    sink.lost()
    cancelTimer = host.after(backoff.next(), open)
  }
  const open = () => {
    const opened = new AbortController()
    current = opened
    cancelTimer = host.after(SILENT_MS, reopen)
    void read(opened.signal).finally(() => {
      if (current === opened) reopen()
    })
  }

  /** Reads one connection to its end. What breaks it is no news: it is opened again. */
  const read = async (signal: AbortSignal) => {
    const id = position.id
    const answer = await host
      .fetch('/api/events', {
        signal,
        cache: 'no-store',
        headers: id === undefined ? {} : { 'Last-Event-ID': id },
      })
      .catch(() => undefined)
    if (answer?.status === 401 && !isUnpaired && !signal.aborted) {
      isUnpaired = true
      host.onUnpaired()
    }
    const reader = answer?.ok ? answer.body?.getReader() : undefined
    if (!reader) return
    isUnpaired = false
    const decoder = new TextDecoder()
    const frames: EventSourceMessage[] = []
    const parser = createParser({ onEvent: (frame) => frames.push(frame) })
    for (;;) {
      const chunk = await reader.read().catch(() => undefined)
      if (!chunk || chunk.done || signal.aborted) return
      cancelTimer()
      cancelTimer = host.after(SILENT_MS, reopen)
      backoff.reset()
      parser.feed(decoder.decode(chunk.value, { stream: true }))
      if (!position.take(frames.splice(0))) return
    }
  }

  const look = () => {
    if (!host.isVisible()) letGo()
    else if (!current) {
      cancelTimer()
      open()
    }
  }
  const endVisibility = host.onVisibility(look)
  look()
  return () => {
    endVisibility()
    letGo()
  }
}

/** Where a sink stands in the stream. */
class Position {
  readonly #sink: EventSink
  #epoch = ''
  /** The last event that the sink has; undefined when it must start afresh. */
  #last: number | undefined
  /** Said once the sink has what is replayed: it knows of a state that is newer than that. */
  #hello: Hello | undefined
  /** Events that came together, and that the sink is given together. */
  #events: unknown[] = []

  constructor(sink: EventSink) {
    this.#sink = sink
  }

  /** Id of the last event, to go on from. */
  get id(): string | undefined {
    return this.#last === undefined ? undefined : formatEventId(this.#epoch, this.#last)
  }

  /**
   * Hands on what one chunk brought.
   * @returns false for what cannot be read, or does not follow on what was before
   */
  take(frames: readonly EventSourceMessage[]): boolean {
    try {
      for (const frame of frames) this.#frame(frame)
      this.#flush()
      return true
    } catch (error) {
      this.#events = []
      this.#last = undefined
      if (!(error instanceof Unreadable)) throw error
      return false
    }
  }

  #frame({ event, id, data }: EventSourceMessage): void {
    if (event === undefined) this.#event(id, parse(data))
    else if (event === 'hello') this.#greet(parse(data) as Hello)
    else if (event === 'resync') this.#resync(parse(data) as Omit<ResyncFrame, 'kind'>)
  }

  #greet(hello: Hello): void {
    const isReplay = hello.epoch === this.#epoch && hello.seq === this.#last
    if (isReplay && hello.projectionSeq > hello.seq) this.#hello = hello
    else this.#begin(hello, hello.seq)
  }

  #begin({ epoch, projection }: Hello, seq: number): void {
    this.#hello = undefined
    this.#epoch = epoch
    this.#last = seq
    this.#sink.hello({ kind: 'hello', epoch, seq, projection })
  }

  #event(id: string | undefined, event: unknown): void {
    const place = parseEventId(id ?? '')
    if (this.#last === undefined || place?.epoch !== this.#epoch || place.seq !== this.#last + 1) {
      throw new Unreadable()
    }
    this.#events.push(event)
    this.#last = place.seq
    if (!this.#hello || place.seq < this.#hello.projectionSeq) return
    this.#flush()
    this.#begin(this.#hello, place.seq)
  }

  #resync({ seq, reason, projection }: Omit<ResyncFrame, 'kind'>): void {
    this.#flush()
    this.#hello = undefined
    this.#last = seq
    this.#sink.resync({ kind: 'resync', seq, reason, projection }, () => undefined)
  }

  #flush(): void {
    const events = this.#events
    if (events.length === 0 || this.#last === undefined) return
    this.#events = []
    // The connection itself says how much the page has taken: nothing is to be acknowledged.
    this.#sink.batch(this.#last - events.length + 1, events, () => undefined)
  }
}

class Unreadable extends Error {}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    throw new Unreadable()
  }
}
