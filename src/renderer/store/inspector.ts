import type { ResyncReason } from '../../shared/events'
import { EMPTY_FILTER, type EventFilter, matcherOf } from './inspector-filter'

/** One event of the stream as it came to this window, or a mark where the stream was broken. */
export interface StreamEntry {
  readonly kind: 'event' | 'mark'
  /** Unique and ascending, other than sequence numbers after the app was restarted. */
  readonly number: number
  /** The number of the event; at a mark that of the last one before it. */
  readonly seq: number
  /** When it came, ms since the epoch. */
  readonly at: number
  /** The type of the event; at a mark what happened, in a sentence. */
  readonly type: string
  readonly sessionID: string | undefined
  /** Its JSON, cut when it is longer than this keeps. */
  readonly json: string
  /** Length of the whole JSON, in characters. */
  readonly size: number
}

/** How many entries are kept, and how many characters of JSON: of all, and of one. */
export const KEPT_ENTRIES = 2_000
const KEPT_CHARS = 8 * 1024 * 1024
const CHARS_OF_ONE = 1024 * 1024

const REASONS: Record<ResyncReason, string> = {
  overtaken: 'Events were lost: this window was too slow',
  upstream: 'Events were lost: the connection to the engine broke',
  'unknown-id': 'Events were lost: the stream began anew',
}

const NOTHING: readonly StreamEntry[] = []

/**
 * The last events of the stream, while somebody looks. Bounded by count and by characters. What it
 * hands out is immutable; while it is held, what is shown stands still and more is collected.
 */
export class Inspector {
  #entries: StreamEntry[] = []
  #chars = 0
  #nextNumber = 0
  #lastSeq = -1
  #types: ReadonlySet<string> = new Set()
  #filter = EMPTY_FILTER
  #matches = matcherOf(EMPTY_FILTER)
  /** What passes the filter; replaced when it was handed out and changes. */
  #passed: StreamEntry[] = []
  #handedOut: readonly StreamEntry[] | undefined = NOTHING
  #held: readonly StreamEntry[] | undefined
  #heldAt = 0
  #waiting = 0
  #isOn = false
  #selected: StreamEntry | undefined

  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Whether events are collected. */
  get isOn(): boolean {
    return this.#isOn
  }

  get isPaused(): boolean {
    return this.#held !== undefined
  }

  /** How many entries came since it was paused that would be shown. */
  get waiting(): number {
    return this.#waiting
  }

  /** How many entries are kept. */
  get total(): number {
    return this.#entries.length
  }

  get filter(): EventFilter {
    return this.#filter
  }

  /** The types that were seen; the identical set until there is a new one. */
  get types(): ReadonlySet<string> {
    return this.#types
  }

  get selected(): StreamEntry | undefined {
    return this.#selected
  }

  /** What passes the filter, oldest first; the identical array until that changes. */
  get shown(): readonly StreamEntry[] {
    if (this.#held) return this.#held
    this.#handedOut ??= this.#passed.slice()
    return this.#handedOut
  }

  /** Begins to collect. */
  start(): void {
    this.#isOn = true
  }

  /** Ends collecting and forgets; unless it is paused, since somebody wants to come back. */
  stop(): void {
    if (this.isPaused) return
    this.#isOn = false
    this.clear()
    this.#types = new Set()
  }

  select(entry: StreamEntry | undefined): void {
    this.#selected = entry
  }

  /** Holds what is shown, or goes on. */
  setPaused(isPaused: boolean): void {
    if (isPaused === this.isPaused) return
    this.#held = isPaused ? this.shown : undefined
    this.#heldAt = this.#nextNumber
    this.#waiting = 0
  }

  setFilter(change: Partial<EventFilter>): void {
    this.#filter = { ...this.#filter, ...change }
    this.#matches = matcherOf(this.#filter)
    this.#passed = this.#entries.filter(this.#matches)
    this.#handedOut = undefined
    if (!this.#held) return
    this.#held = this.#passed.filter(({ number }) => number < this.#heldAt)
    this.#waiting = this.#passed.length - this.#held.length
  }

  /** Forgets all entries; what is paused goes on being paused. */
  clear(): void {
    this.#entries = []
    this.#passed = []
    this.#handedOut = NOTHING
    this.#chars = 0
    this.#waiting = 0
    this.#selected = undefined
    if (this.#held) this.#held = NOTHING
  }

  /** Takes the next events, of which the first has the number `first`. */
  take(first: number, envelopes: readonly unknown[]): void {
    this.#lastSeq = first + envelopes.length - 1
    // Of more than are kept, the others would be gone at once.
    const skipped = Math.max(0, envelopes.length - KEPT_ENTRIES)
    for (let index = skipped; index < envelopes.length; index += 1) {
      const envelope = envelopes[index]
      const json = JSON.stringify(envelope)
      this.#add({ kind: 'event', seq: first + index, ...readEnvelope(envelope), ...cut(json) })
    }
  }

  /** The stream begins, or begins again, after the event `seq`. */
  markHello(seq: number): void {
    this.#mark(seq, `The stream begins after event ${seq}`)
  }

  markResync(seq: number, reason: ResyncReason): void {
    this.#mark(seq, REASONS[reason] ?? 'Events were lost')
  }

  markLost(): void {
    this.#mark(this.#lastSeq, 'The stream broke and is being opened again')
  }

  #mark(seq: number, text: string): void {
    this.#lastSeq = seq
    this.#add({ kind: 'mark', seq, type: text, sessionID: undefined, json: '', size: 0 })
  }

  #add(fields: Omit<StreamEntry, 'number' | 'at'>): void {
    const entry = { ...fields, number: this.#nextNumber, at: this.#now() }
    this.#nextNumber += 1
    this.#entries.push(entry)
    this.#chars += entry.json.length
    if (entry.kind === 'event' && !this.#types.has(entry.type)) {
      this.#types = new Set(this.#types).add(entry.type)
    }
    if (this.#matches(entry)) {
      this.#passed.push(entry)
      this.#handedOut = undefined
      if (this.#held) this.#waiting += 1
    }
    this.#evict()
  }

  #evict(): void {
    while (this.#entries.length > KEPT_ENTRIES || this.#chars > KEPT_CHARS) {
      const oldest = this.#entries.shift()
      if (!oldest) return
      this.#chars -= oldest.json.length
      if (this.#passed[0] !== oldest) continue
      this.#passed.shift()
      this.#handedOut = undefined
      if (this.#held && oldest.number >= this.#heldAt) this.#waiting -= 1
    }
  }
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** What the list says of an event: as much as can be read of one that nobody checked. */
function readEnvelope(envelope: unknown): Pick<StreamEntry, 'type' | 'sessionID'> {
  const payload = isFields(envelope) && isFields(envelope.payload) ? envelope.payload : {}
  const properties = isFields(payload.properties) ? payload.properties : {}
  const inner = [properties.info, properties.part].find(isFields) ?? {}
  // In the events of a session itself the id is that of `info`.
  const own = typeof inner.id === 'string' && inner.id.startsWith('ses_') ? inner.id : undefined
  const sessionID = [properties.sessionID, inner.sessionID, own].find(
    (it) => typeof it === 'string',
  )
  return {
    type: typeof payload.type === 'string' ? payload.type : 'unknown',
    sessionID: sessionID as string | undefined,
  }
}

const cut = (json = ''): Pick<StreamEntry, 'json' | 'size'> => ({
  json: json.length > CHARS_OF_ONE ? json.slice(0, CHARS_OF_ONE) : json,
  size: json.length,
})
