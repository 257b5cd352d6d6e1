import type { Message, MessageWithParts, Part } from '../../shared/engine-types'
import { compareMessages, type Placed, placeAmong } from '../../shared/message-order'
import { EarlierPages, type EarlierState } from './earlier-pages'
import { isMessageWithParts, isPart, type MessageEvent, messageIDOf } from './read-event'

export type TranscriptPhase = 'loading' | 'ready' | 'failed'

const NO_IDS: readonly string[] = []

/**
 * The messages of one session: its end, without a gap, and as much of what was before as somebody
 * went back to. Every value that it hands out is immutable: a change makes a new
 * object for what changed and keeps all others, so that a view of one part hears of that part.
 * A thousand deltas between two looks at a part make one object.
 */
export class Transcript {
  readonly sessionID: string
  #phase: TranscriptPhase = 'loading'
  #failure = ''
  #order: readonly string[] = NO_IDS
  #messages = new Map<string, Message>()
  #partIDs = new Map<string, readonly string[]>()
  #parts = new Map<string, Part>()
  /** Where messages stood that were removed: what was undone, say, is known by its first one. */
  #removed = new Map<string, Placed>()
  /** Copies of parts that nobody was handed yet: deltas go on writing into them. */
  #unseen = new WeakSet<Part>()
  /** The fetched state holds every event up to this one. */
  #covered = -1
  #held: { seq: number; event: MessageEvent }[] | undefined
  #compactions = 0
  #fetch = 0
  #earlier = new EarlierPages()

  constructor(sessionID: string) {
    this.sessionID = sessionID
  }

  /** `loading` until the first answer; a later fetch keeps what is shown. */
  get phase(): TranscriptPhase {
    return this.#phase
  }

  /** Why the last fetch failed: a sentence, or empty. */
  get failure(): string {
    return this.#failure
  }

  /** Whether there are messages before those that are here, and what is done about it. */
  get earlier(): EarlierState {
    return this.#earlier.state
  }

  /** Why the page before was not loaded: a sentence, or empty. */
  get earlierFailure(): string {
    return this.#earlier.failure
  }

  /** Ids of the messages, oldest first: as the engine gives them. */
  get order(): readonly string[] {
    return this.#order
  }

  /** How often the history was compacted into a summary, in what is here. */
  get compactions(): number {
    return this.#compactions
  }

  message(id: string): Message | undefined {
    return this.#messages.get(id)
  }

  /** Ids of a message's parts: in the engine's order, and those that came since behind. */
  partIDs(messageID: string): readonly string[] {
    return this.#partIDs.get(messageID) ?? NO_IDS
  }

  part(id: string): Part | undefined {
    const part = this.#parts.get(id)
    if (part) this.#unseen.delete(part)
    return part
  }

  /** Whether that message is there with what it says: its parts come a moment after itself. */
  shows(messageID: string): boolean {
    return this.#messages.has(messageID) && this.partIDs(messageID).length > 0
  }

  /** The last message that is here. */
  get newest(): Message | undefined {
    return this.#messages.get(this.#order.at(-1) ?? '')
  }

  /** Index in the order of a message, or of what follows it when it was removed. */
  positionOf(id: string): number | undefined {
    const at = this.#order.indexOf(id)
    if (at >= 0) return at
    const removed = this.#removed.get(id)
    return removed && this.#placeOf(removed)
  }

  /** Whether the user said something after that message, which may be gone (undefined: at all). */
  hasUserMessageAfter(message: Placed | undefined): boolean {
    return this.#order.some((id) => {
      const it = this.#messages.get(id)
      const isAfter = it && (!message || compareMessages(it, message) > 0)
      return isAfter && it.role === 'user' && this.shows(id)
    })
  }

  /** Events are missing: what is shown stays until a fetch answers, and events wait for it. */
  hold(): void {
    this.#held = []
    this.#fetch += 1
    this.#earlier.cancel()
  }

  /**
   * A fetch begins: from here on events wait for its answer.
   * @returns the ticket that {@link fill} or {@link fail} want; a newer fetch makes it void
   */
  begin(): number {
    this.#held ??= []
    this.#fetch += 1
    this.#earlier.cancel()
    if (this.#phase === 'failed' && this.#order.length === 0) this.#phase = 'loading'
    this.#failure = ''
    return this.#fetch
  }

  /**
   * The answer of a fetch.
   * @param seq the answer holds everything up to this event
   * @param limit how many messages were asked for; all when absent
   * @returns whether it was still wanted
   */
  fill(
    ticket: number,
    messages: readonly MessageWithParts[],
    seq: number,
    limit?: number,
  ): boolean {
    if (ticket !== this.#fetch) return false
    const before = this.#parts
    this.#messages = new Map()
    this.#partIDs = new Map()
    this.#parts = new Map()
    for (const message of messages) {
      if (isMessageWithParts(message)) this.#take(message, before)
    }
    this.#order = [...this.#messages.keys()]
    this.#earlier.begin(this.#oldest, messages.length, limit)
    this.#compactions = [...this.#messages.values()].filter(isSummary).length
    this.#covered = seq
    this.#phase = 'ready'
    this.#failure = ''
    const held = this.#held ?? []
    this.#held = undefined
    for (const { seq: at, event } of held) this.apply(event, at)
    return true
  }

  /** The fetch failed. What was shown stays, and stays as it is until a fetch succeeds. */
  fail(ticket: number, reason: string): boolean {
    if (ticket !== this.#fetch) return false
    this.#failure = reason
    this.#held = undefined
    this.#phase = 'failed'
    return true
  }

  /**
   * A fetch of the page before begins.
   * @returns the ticket that {@link fillEarlier} or {@link failEarlier} want, and the message before
   *   which the page ends; undefined when there is none, or another fetch is under way
   */
  beginEarlier(): { ticket: number; before: string } | undefined {
    const before = this.#order[0]
    if (this.#phase !== 'ready' || this.#held || before === undefined) return undefined
    const ticket = this.#earlier.ask()
    return ticket === undefined ? undefined : { ticket, before }
  }

  /**
   * The answer of a fetch of the page before.
   * @param seq the answer holds everything up to this event
   * @param limit how many messages were asked for
   * @returns whether it was still wanted
   */
  fillEarlier(
    ticket: number,
    messages: readonly MessageWithParts[],
    seq: number,
    limit: number,
  ): boolean {
    if (!this.#earlier.isWanted(ticket)) return false
    const page = new Map(
      messages
        .filter(isMessageWithParts)
        .filter(({ info }) => !this.#messages.has(info.id))
        .map((message) => [message.info.id, message]),
    )
    for (const message of page.values()) this.#take(message, this.#parts)
    const infos = [...page.values()].map(({ info }) => info)
    this.#order = [...page.keys(), ...this.#order]
    this.#compactions += infos.filter(isSummary).length
    // Nothing new in it: to ask again would go on for ever.
    const count = page.size === 0 ? 0 : messages.length
    for (const held of this.#earlier.add(infos, count, limit, seq)) this.apply(held.event, held.seq)
    return true
  }

  /** The fetch of the page before failed; it can be tried again. */
  failEarlier(ticket: number, reason: string): boolean {
    return this.#earlier.fail(ticket, reason)
  }

  /** Applies one event of this session, which has the sequence number `seq`. */
  apply(event: MessageEvent, seq: number): void {
    if (this.#held) {
      this.#held.push({ seq, event })
      return
    }
    if (this.#phase !== 'ready' || seq <= this.#covered) return
    const isHere = this.#messages.has(messageIDOf(event))
    if (!this.#earlier.passes(event, seq, isHere)) return
    switch (event.type) {
      case 'message.updated':
        this.#putMessage(event.properties.info)
        return
      case 'message.removed':
        this.#removeMessage(event.properties.messageID)
        return
      case 'message.part.updated':
        this.#putPart(event.properties.part)
        return
      case 'message.part.removed':
        this.#removePart(event.properties.messageID, event.properties.partID)
        return
      case 'message.part.delta':
        this.#append(event.properties)
        return
    }
  }

  #take({ info, parts }: MessageWithParts, before: Map<string, Part>): void {
    this.#messages.set(info.id, info)
    const known = parts.filter(isPart)
    for (const part of known) {
      // An unchanged part keeps its identity, so that a fetch after a resync repaints nothing.
      const old = before.get(part.id)
      this.#parts.set(part.id, old && JSON.stringify(old) === JSON.stringify(part) ? old : part)
    }
    this.#partIDs.set(
      info.id,
      known.map((part) => part.id),
    )
  }

  get #oldest(): Message | undefined {
    return this.#messages.get(this.#order[0] ?? '')
  }

  #placeOf(message: Placed): number {
    const at = (index: number) => this.#messages.get(this.#order[index] ?? '')
    return placeAmong(this.#order.length, at, message)
  }

  #putMessage(info: Message): void {
    const old = this.#messages.get(info.id)
    // One that is here keeps its place: the engine, too, places a message when it makes it.
    if (!old) this.#order = this.#order.toSpliced(this.#placeOf(info), 0, info.id)
    this.#messages.set(info.id, info)
    this.#compactions += Number(isSummary(info)) - Number(old !== undefined && isSummary(old))
  }

  #removeMessage(id: string): void {
    const old = this.#messages.get(id)
    if (old && isSummary(old)) this.#compactions -= 1
    if (old) this.#removed.set(id, { id, time: { created: old.time.created } })
    for (const partID of this.partIDs(id)) this.#parts.delete(partID)
    this.#partIDs.delete(id)
    if (this.#messages.delete(id)) this.#order = this.#order.filter((it) => it !== id)
  }

  #putPart(part: Part): void {
    const isNew = !this.#parts.has(part.id)
    this.#parts.set(part.id, part)
    if (isNew) {
      this.#partIDs.set(part.messageID, [...this.partIDs(part.messageID), part.id])
    }
  }

  #removePart(messageID: string, partID: string): void {
    if (!this.#parts.delete(partID)) return
    this.#partIDs.set(
      messageID,
      this.partIDs(messageID).filter((it) => it !== partID),
    )
  }

  #append({ partID, field, delta }: { partID: string; field: string; delta: string }): void {
    const part = this.#parts.get(partID)
    if (field !== 'text' || (part?.type !== 'text' && part?.type !== 'reasoning')) return
    // Its text is whole: an answer may be ahead of the deltas that led there.
    if (part.time?.end !== undefined) return
    if (this.#unseen.has(part)) {
      part.text += delta
      return
    }
    const grown = { ...part, text: part.text + delta }
    this.#unseen.add(grown)
    this.#parts.set(partID, grown)
  }
}

// What a compaction leaves behind (opencode 1.18), once it is finished.
const isSummary = (info: Message): boolean =>
  info.role === 'assistant' && info.summary === true && info.time.completed !== undefined
