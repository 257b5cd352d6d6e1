import { randomBytes } from 'node:crypto'
import type { ResyncReason } from '../../shared/events'
import type { Logger } from '../logging'
import { Ring, type RingEvent, type RingLimits, type Route } from './ring'

/** Most bytes of events in one batch, but for a single event that is larger. */
export const BATCH_BYTES = 256 * 1024

/** Some events in order. One object serves every cursor that stands at the same place. */
export class Batch {
  /** Size of the events in UTF-8 bytes. */
  readonly bytes: number
  #json: string | undefined

  constructor(
    readonly first: number,
    readonly last: number,
    readonly events: readonly RingEvent[],
  ) {
    this.bytes = events.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** The events as the text of one JSON array, joined once for all who ask. */
  get json(): string {
    this.#json ??= `[${this.events.map((event) => event.text).join(',')}]`
    return this.#json
  }
}

/**
 * Where a cursor writes. A sink holds no queue: when it has had enough it returns false, and calls
 * {@link Cursor.resume} when it can take more. A sink that throws is closed.
 */
export interface Sink {
  /** @returns whether it takes more now */
  batch(batch: Batch): boolean
  /**
   * Events are missing: fetch again and go on after `seq`.
   * @returns whether it takes more now
   */
  resync(seq: number, reason: ResyncReason): boolean
  /**
   * It, or its filter, threw: its cursor is closed, and it is not called again. For what hangs on
   * it, a connection say, which would otherwise stay open and say nothing more.
   */
  failed?(error: unknown): void
}

export interface Cursor {
  /** Number of the last event that the sink was given or that was filtered out. */
  readonly position: number
  /** Says that the sink takes more; gives it what it missed, in this same turn. */
  resume(): void
  /** Ends it; the sink is not called again. May be called twice. */
  close(): void
}

export interface SubscribeOptions {
  /**
   * Starts after this event rather than with the next one: 0, or any number up to the hub's
   * newest. Too old gives `resync`.
   */
  after?: number
  /** Which events reach the sink; asked once for each event, in order. */
  filter?: (event: RingEvent) => boolean
}

/** An event on its way into the hub. */
export interface Publication extends Route {
  text: string
}

interface CursorState {
  next: number
  stalled: boolean
  closed: boolean
  /** Whether the sink is being written to now. */
  writing: boolean
  sink: Sink
  filter: ((event: RingEvent) => boolean) | undefined
}

/**
 * One ring of events and a cursor for each subscriber. Memory is the ring, whatever subscribers do:
 * a slow one stays behind, and is told `resync` when the ring has overtaken it.
 */
export class Hub {
  /** New at each launch, so that an event id of an earlier one is not taken for ours. */
  readonly epoch: string
  readonly #ring: Ring
  readonly #cursors = new Set<CursorState>()
  readonly #log: Logger
  #cutAt = 0
  #pumping = false
  #again = false

  constructor(options: { log: Logger; limits?: RingLimits; epoch?: string }) {
    this.#ring = new Ring(options.limits)
    this.#log = options.log
    this.epoch = options.epoch ?? randomBytes(6).toString('hex')
  }

  /** Number of the newest event, 0 before the first. */
  get seq(): number {
    return this.#ring.next - 1
  }

  /** How many subscribers there are. */
  get size(): number {
    return this.#cursors.size
  }

  /** Adds what one upstream chunk brought and hands it to every cursor in this same turn. */
  publish(events: readonly Publication[]): void {
    if (events.length === 0) return
    for (const event of events) this.#ring.push(event, event.text)
    this.#pumpAll()
  }

  /**
   * Says that events were lost between the engine and us: nothing from before can be followed
   * without a gap, so every subscriber gets `resync`, and so does any later replay across it.
   */
  interrupt(): void {
    this.#cutAt = this.#ring.next
    this.#ring.cut()
    this.#pumpAll()
  }

  /** Whether the ring still has every event after `seq`, and none was lost since. */
  covers(seq: number): boolean {
    return seq + 1 >= this.#ring.first
  }

  /** The events after `seq` that fit, as far as the ring still has them. */
  after(seq: number, fits: (event: RingEvent) => boolean): RingEvent[] {
    const found: RingEvent[] = []
    for (let at = Math.max(seq + 1, this.#ring.first); at < this.#ring.next; at += 1) {
      const event = this.#ring.at(at)
      if (event && fits(event)) found.push(event)
    }
    return found
  }

  /**
   * Opens a cursor. Nothing is written before this call has returned, unless `after` is behind.
   * @throws RangeError when `after` is not a number of this hub: to follow that would skip events
   */
  subscribe(sink: Sink, options: SubscribeOptions = {}): Cursor {
    const { after = this.seq } = options
    if (!Number.isInteger(after) || after < 0 || after > this.seq) {
      throw new RangeError(`There is no event ${after}; the newest is ${this.seq}.`)
    }
    const state: CursorState = {
      next: after + 1,
      stalled: false,
      closed: false,
      writing: false,
      sink,
      filter: options.filter,
    }
    this.#cursors.add(state)
    if (state.next < this.#ring.next) this.#pump(state)
    return {
      get position() {
        return state.next - 1
      },
      resume: () => {
        state.stalled = false
        this.#pump(state)
      },
      close: () => this.#close(state),
    }
  }

  #close(state: CursorState): void {
    state.closed = true
    this.#cursors.delete(state)
  }

  #pumpAll(): void {
    // A sink may publish or subscribe while it is written to; what that adds goes out in a further
    // round, so that every cursor sees one order.
    if (this.#pumping) {
      this.#again = true
      return
    }
    this.#pumping = true
    try {
      do {
        this.#again = false
        const shared = new Map<number, Batch>()
        for (const state of this.#cursors) this.#pump(state, shared)
      } while (this.#again)
    } finally {
      this.#pumping = false
    }
  }

  #pump(state: CursorState, shared?: Map<number, Batch>): void {
    // A sink that publishes or resumes while it is written to gets the rest when it has returned:
    // written to in the middle, its two answers to "more?" would come in the wrong order.
    if (state.writing) return
    state.writing = true
    try {
      while (!state.closed && !state.stalled && state.next < this.#ring.next) {
        if (state.next < this.#ring.first) {
          const reason = state.next <= this.#cutAt ? 'upstream' : 'overtaken'
          state.next = this.#ring.next
          state.stalled = !state.sink.resync(this.seq, reason)
          continue
        }
        const batch = this.#batch(state, shared)
        state.next = batch.last + 1
        if (batch.events.length > 0) state.stalled = !state.sink.batch(batch)
      }
    } catch (error) {
      this.#fail(state, error)
    } finally {
      state.writing = false
    }
  }

  #fail(state: CursorState, error: unknown): void {
    this.#close(state)
    this.#log.error('A subscriber threw and was closed; the others go on.', error)
    try {
      state.sink.failed?.(error)
    } catch (again) {
      this.#log.error('A subscriber that threw could not be ended.', again)
    }
  }

  #batch(state: CursorState, shared: Map<number, Batch> | undefined): Batch {
    const known = state.filter ? undefined : shared?.get(state.next)
    if (known) return known
    const events: RingEvent[] = []
    let bytes = 0
    let seq = state.next
    for (; seq < this.#ring.next; seq += 1) {
      const event = this.#ring.at(seq)
      if (!event) break
      if (events.length > 0 && bytes + event.bytes > BATCH_BYTES) break
      if (state.filter && !state.filter(event)) continue
      events.push(event)
      bytes += event.bytes
    }
    const batch = new Batch(state.next, seq - 1, events)
    if (!state.filter) shared?.set(state.next, batch)
    return batch
  }
}
