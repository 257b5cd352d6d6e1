import type { Part } from '../../shared/engine-types'
import { countOccurrences, fold, searchable } from './find-text'
import type { Transcript } from './transcript'
import type { Place } from './transcripts'

/** One occurrence of what is looked for. */
export interface Match {
  readonly messageID: string
  readonly partID: string
  /** The how manieth part of its message has it, from 0. */
  readonly part: number
  /** The how manieth it is in its part, from 0. */
  readonly inPart: number
  /** The how manieth it is in its message, from 0. */
  readonly inMessage: number
  /** How many its message has. */
  readonly ofMessage: number
}

interface Hit {
  readonly messageID: string
  readonly partID: string
  /** Index of its message in the order, and of the part in its message. */
  readonly message: number
  readonly part: number
  readonly count: number
  /** Matches of the session, and of the message, before this part. */
  readonly before: number
  readonly beforeInMessage: number
}

/**
 * Find in session: what is looked for, and where it is in all messages that are here, mounted or not.
 * Parts are immutable, so each is read once for each query, however long the session.
 */
export class Find {
  #sessionID: string | undefined
  #query = ''
  #needle = ''
  #hits: readonly Hit[] = []
  #total = 0
  #current: Match | undefined
  #index = -1
  #moves = 0
  #texts = new WeakMap<Part, string>()
  #counts = new WeakMap<Part, number>()

  /** The session that is searched; undefined while nobody looks for anything. */
  get sessionID(): string | undefined {
    return this.#sessionID
  }

  get query(): string {
    return this.#query
  }

  /** The query as texts are compared with it; empty finds nothing. */
  get needle(): string {
    return this.#needle
  }

  get total(): number {
    return this.#total
  }

  /** The match that the person is at. */
  get current(): Match | undefined {
    return this.#current
  }

  /** Its place among all, from 0; -1 without one. */
  get index(): number {
    return this.#index
  }

  /** Counts how often the person was taken to a match: another number, another look. */
  get moves(): number {
    return this.#moves
  }

  open(sessionID: string): void {
    if (this.#sessionID === sessionID) return
    this.#sessionID = sessionID
    this.#forget()
  }

  /** Ends the search; the query stays for the next one. */
  close(): void {
    this.#sessionID = undefined
    this.#texts = new WeakMap()
    this.#forget()
  }

  /** What is looked for from now on; {@link follow} searches. */
  setQuery(query: string): void {
    this.#query = query
    this.#needle = fold(query)
    this.#forget()
  }

  /**
   * Searches what is new or changed. The current match stays the same one, whatever came before it.
   * @param place where a person reads who is at no match yet; the end when absent
   */
  follow(transcript: Transcript, shown: readonly string[], place: Place | undefined): void {
    if (this.#sessionID !== transcript.sessionID || this.#needle === '') return
    const old = this.#current
    this.#search(transcript, shown)
    if (this.#total === 0) this.#go(-1)
    else if (old) this.#go(this.#find(old, transcript.positionOf(old.messageID)))
    else {
      this.#go(this.#start(place && transcript.positionOf(place.messageID)))
      this.#moves += 1
    }
  }

  /** Goes on to the next match, or back with -1; round at the ends. */
  step(by: 1 | -1): void {
    if (this.#total === 0) return
    this.#go((this.#index + by + this.#total) % this.#total)
    this.#moves += 1
  }

  #forget(): void {
    this.#counts = new WeakMap()
    this.#hits = []
    this.#total = 0
    this.#go(-1)
  }

  #search(transcript: Transcript, shown: readonly string[]): void {
    const hits: Hit[] = []
    let before = 0
    for (const [message, messageID] of this.#needle === '' ? [] : shown.entries()) {
      const role = transcript.message(messageID)?.role ?? 'assistant'
      let beforeInMessage = 0
      for (const [part, partID] of transcript.partIDs(messageID).entries()) {
        const it = transcript.part(partID)
        const count = it ? this.#count(it, role) : 0
        if (count === 0) continue
        hits.push({ messageID, partID, message, part, count, before, beforeInMessage })
        before += count
        beforeInMessage += count
      }
    }
    this.#hits = hits
    this.#total = before
  }

  #count(part: Part, role: 'user' | 'assistant'): number {
    const known = this.#counts.get(part)
    if (known !== undefined) return known
    const text = this.#texts.get(part) ?? fold(searchable(part, role))
    this.#texts.set(part, text)
    const count = countOccurrences(text, this.#needle)
    this.#counts.set(part, count)
    return count
  }

  /** Where a match is now, or the one that has come into its place. @param position its message's */
  #find({ messageID, partID, part, inPart }: Match, position: number | undefined): number {
    const same = this.#hits.find((it) => it.partID === partID)
    if (same) return same.before + Math.min(inPart, same.count - 1)
    if (position === undefined) return this.#total - 1
    const next = this.#hits.find(
      (it) =>
        it.message > position ||
        (it.message === position && (it.messageID !== messageID || it.part >= part)),
    )
    return next ? next.before : this.#total - 1
  }

  #start(position: number | undefined): number {
    const hit =
      position === undefined ? undefined : this.#hits.find(({ message }) => message >= position)
    return hit ? hit.before : this.#total - 1
  }

  #go(index: number): void {
    const at = this.#hits.findLastIndex((it) => it.before <= index)
    const hit = this.#hits[at]
    this.#index = hit ? index : -1
    if (!hit) {
      this.#current = undefined
      return
    }
    const { messageID, partID, part, before, beforeInMessage } = hit
    const last = this.#hits.findLast((it) => it.messageID === messageID) ?? hit
    const match = {
      messageID,
      partID,
      part,
      inPart: index - before,
      inMessage: beforeInMessage + index - before,
      ofMessage: last.beforeInMessage + last.count,
    }
    const old = this.#current
    const isSame =
      old?.partID === partID &&
      old.inPart === match.inPart &&
      old.ofMessage === match.ofMessage &&
      old.inMessage === match.inMessage
    if (!isSame) this.#current = match
  }
}
