import { compareMessages, type Placed } from '../../shared/message-order'
import { type MessageEvent, messageIDOf } from './read-event'

/** What is before the messages that are here: nothing, something, or a page on its way. */
export type EarlierState = 'none' | 'some' | 'loading' | 'failed'

interface Held {
  readonly seq: number
  readonly event: MessageEvent
}

/**
 * Where a transcript begins that does not hold all of its session. An event of a message before that
 * is for a page to come: it is kept while one is on its way, and is nothing to us otherwise.
 */
export class EarlierPages {
  #state: EarlierState = 'none'
  #failure = ''
  /** The oldest message that was fetched; what is before is not here. Stays when that is removed. */
  #floor: Placed | undefined
  #fetch = 0
  #held: Held[] = []
  /** Messages of these pages, and the event up to which the answer held everything. */
  #covered = new Map<string, number>()

  get state(): EarlierState {
    return this.#state
  }

  /** Why the last page failed: a sentence, or empty. */
  get failure(): string {
    return this.#failure
  }

  /** The newest page is here; it begins with `first`. @param limit all were asked for when absent */
  begin(first: Placed | undefined, count: number, limit: number | undefined): void {
    this.#fetch += 1
    this.#covered.clear()
    this.#settle(first, count, limit)
  }

  /** @returns a ticket for the page before, undefined when there is none or it is on its way */
  ask(): number | undefined {
    if (this.#state === 'none' || this.#state === 'loading') return undefined
    this.#state = 'loading'
    this.#failure = ''
    this.#fetch += 1
    return this.#fetch
  }

  isWanted(ticket: number): boolean {
    return this.#state === 'loading' && ticket === this.#fetch
  }

  /**
   * The page is here.
   * @param messages those of it that were not here, oldest first
   * @param count how many messages the answer had
   * @param seq the answer holds everything up to this event
   * @returns the events that came meanwhile, to be applied now: those of it pass
   */
  add(messages: readonly Placed[], count: number, limit: number, seq: number): readonly Held[] {
    // What the answer held is in it, or is in the pages before it.
    const held = this.#held.filter((it) => it.seq > seq)
    for (const { id } of messages) this.#covered.set(id, seq)
    this.#settle(messages[0] ?? this.#floor, count, limit)
    return held
  }

  fail(ticket: number, reason: string): boolean {
    if (!this.isWanted(ticket)) return false
    this.#state = 'failed'
    this.#failure = reason
    this.#held = []
    return true
  }

  /** The page on its way is not wanted any more: all is fetched anew. */
  cancel(): void {
    this.#fetch += 1
    this.#held = []
    if (this.#state === 'loading' || this.#state === 'failed') this.#state = 'some'
  }

  /**
   * Whether an event is to be applied: it is of a message that is here, which lacks it still, or of a
   * new one.
   * @param isHere whether its message is
   */
  passes(event: MessageEvent, seq: number, isHere: boolean): boolean {
    if (!isHere && this.#isBefore(event)) {
      if (this.#state === 'loading') this.#held.push({ seq, event })
      return false
    }
    const messageID = messageIDOf(event)
    // What was said of a new message before it was there is not for it.
    if (!isHere) this.#held = this.#held.filter((it) => messageIDOf(it.event) !== messageID)
    const covered = this.#covered.get(messageID)
    return covered === undefined || seq > covered
  }

  /** Whether an event of a message that is not here is one of a message before those that are. */
  #isBefore(event: MessageEvent): boolean {
    if (this.#state === 'none' || !this.#floor) return false
    // Of a new message the engine sends itself first, so its parts' messages are here.
    if (event.type !== 'message.updated') return true
    return compareMessages(event.properties.info, this.#floor) < 0
  }

  #settle(first: Placed | undefined, count: number, limit: number | undefined): void {
    this.#held = []
    this.#floor = first && { id: first.id, time: { created: first.time.created } }
    this.#failure = ''
    // A page may be a little short: what is removed while it is fetched is taken out of it.
    this.#state = limit !== undefined && count * 2 >= limit && count > 0 ? 'some' : 'none'
  }
}
