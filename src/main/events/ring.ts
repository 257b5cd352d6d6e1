/** What an event is about, read once when it arrived, so that nobody parses it again to route it. */
export interface Route {
  type: string
  directory: string
  /** The session that the event belongs to, if any. */
  sessionID: string | undefined
}

/** One event as the ring keeps it: the JSON text that arrived, and its place in the stream. */
export interface RingEvent extends Route {
  seq: number
  text: string
  /** Size of `text` in UTF-8 bytes. */
  bytes: number
  /**
   * Its bytes on an SSE stream, from the first time that one asks for them: kept here so that they
   * are made once for all streams, and go when the event goes.
   */
  frame: Frame | undefined
}

/** A place in a buffer that an event shares with its neighbours. */
export interface Frame {
  buffer: Buffer
  start: number
  end: number
}

export interface RingLimits {
  /** Most events kept. */
  count: number
  /** Most bytes kept; the newest event is kept even when it alone is larger. */
  bytes: number
}

/** Design section 5. */
export const RING_LIMITS: RingLimits = { count: 8192, bytes: 16 * 1024 * 1024 }

/** The last events, bounded by count and bytes. Sequence numbers have no holes inside the ring. */
export class Ring {
  readonly #limits: RingLimits
  readonly #slots: (RingEvent | undefined)[]
  #first = 1
  #next = 1
  #bytes = 0

  constructor(limits: RingLimits = RING_LIMITS) {
    this.#limits = limits
    this.#slots = new Array<RingEvent | undefined>(limits.count)
  }

  /** Sequence number of the oldest event kept; `next` when the ring is empty. */
  get first(): number {
    return this.#first
  }

  /** Sequence number that the next event gets. */
  get next(): number {
    return this.#next
  }

  /** Bytes of text kept now. */
  get bytes(): number {
    return this.#bytes
  }

  /** Adds an event; drops the oldest ones until the bounds hold again. */
  push(route: Route, text: string): RingEvent {
    const bytes = Buffer.byteLength(text)
    const seq = this.#next
    // Parsing makes new strings of the same words for each event, and the ring would keep them all.
    const last = this.at(seq - 1)
    const type = same(last?.type, route.type)
    const directory = same(last?.directory, route.directory)
    const sessionID = same(last?.sessionID, route.sessionID)
    // Written out, because a spread here takes ten times as long, for each event of the engine.
    const event: RingEvent = { type, directory, sessionID, seq, text, bytes, frame: undefined }
    if (this.#next - this.#first === this.#limits.count) this.#evict()
    this.#slots[this.#next % this.#limits.count] = event
    this.#next += 1
    this.#bytes += bytes
    while (this.#bytes > this.#limits.bytes && this.#next - this.#first > 1) this.#evict()
    return event
  }

  /** The event with this number, or undefined when it is no longer or not yet here. */
  at(seq: number): RingEvent | undefined {
    if (seq < this.#first || seq >= this.#next) return undefined
    return this.#slots[seq % this.#limits.count]
  }

  /**
   * Forgets everything and leaves one number unused, so that whoever stood at the end before the
   * cut is behind `first` too and can tell that something is missing.
   */
  cut(): void {
    while (this.#first < this.#next) this.#evict()
    this.#next += 1
    this.#first = this.#next
  }

  #evict(): void {
    const slot = this.#first % this.#limits.count
    this.#bytes -= this.#slots[slot]?.bytes ?? 0
    this.#slots[slot] = undefined
    this.#first += 1
  }
}

/** Of two equal strings the one that is kept already. */
const same = <T>(kept: T | undefined, fresh: T): T =>
  kept !== undefined && kept === fresh ? kept : fresh
