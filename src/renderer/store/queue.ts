import type { Message } from '../../shared/engine-types'
import type { Draft } from './drafts'
import { isStopped } from './run-error'

type Answer = Pick<Extract<Message, { role: 'assistant' }>, 'id' | 'time' | 'error'>

/** A message that waits for the run of its session to end. */
export interface QueuedMessage {
  readonly id: string
  readonly draft: Draft
  /** It does not go by itself: the run before did not end well, or nobody saw how it ended. */
  readonly isHeld: boolean
}

const NONE: readonly QueuedMessage[] = []

/**
 * What follows once the agent is done, by session, in order.
 *
 * The engine takes prompts while it works, too, and puts them into the run that is under way. Ours
 * wait here instead: so they can still be read, edited and taken back, they do not turn a run that
 * is at work in another direction, and one that failed or was stopped is not followed by what was
 * written for its success.
 */
export class Queue {
  #bySession: ReadonlyMap<string, readonly QueuedMessage[]> = new Map()
  #next = 0
  /** Sessions whose next run was asked for and has not begun. */
  #starting = new Set<string>()
  /** Sessions whose run the person cuts short so that the next message goes now. */
  #cutShort = new Set<string>()
  /** The answer of each session that is not finished. */
  #unfinished = new Map<string, string>()

  /** Another map after each change. */
  get all(): ReadonlyMap<string, readonly QueuedMessage[]> {
    return this.#bySession
  }

  of(sessionID: string): readonly QueuedMessage[] {
    return this.#bySession.get(sessionID) ?? NONE
  }

  /** Whether something there goes by itself, so that what is sent now comes after it. */
  hasWaiting(sessionID: string): boolean {
    return this.of(sessionID).some((it) => !it.isHeld)
  }

  find(sessionID: string, id: string): QueuedMessage | undefined {
    return this.of(sessionID).find((it) => it.id === id)
  }

  add(sessionID: string, draft: Draft): void {
    this.#set(sessionID, [...this.of(sessionID), this.#make(draft, false)])
  }

  /** Puts one back that could not be sent; it waits for the person. */
  putBack(sessionID: string, draft: Draft): void {
    this.#starting.delete(sessionID)
    this.#set(sessionID, [this.#make(draft, true), ...this.of(sessionID)])
    this.hold(sessionID)
  }

  remove(sessionID: string, id: string): void {
    this.#set(
      sessionID,
      this.of(sessionID).filter((it) => it.id !== id),
    )
  }

  /** Makes it the next, to be sent as soon as the session is free. */
  putFirst(sessionID: string, id: string): void {
    const first = this.find(sessionID, id)
    if (!first) return
    const others = this.of(sessionID).filter((it) => it.id !== id)
    this.#set(sessionID, [{ ...first, isHeld: false }, ...others])
  }

  /** What waits there waits for the person from now on. */
  hold(sessionID: string): void {
    this.#set(
      sessionID,
      this.of(sessionID).map((it) => (it.isHeld ? it : { ...it, isHeld: true })),
    )
  }

  /** Forgets a session. */
  drop(sessionID: string): void {
    this.#set(sessionID, NONE)
    this.#starting.delete(sessionID)
    this.#cutShort.delete(sessionID)
    this.#unfinished.delete(sessionID)
  }

  /** A message was sent there. */
  noteSent(sessionID: string): void {
    this.#starting.add(sessionID)
  }

  noteRefused(sessionID: string): void {
    this.#starting.delete(sessionID)
  }

  noteBusy(sessionID: string): void {
    this.#starting.delete(sessionID)
    this.#cutShort.delete(sessionID)
  }

  /** The run is stopped for the sake of the next message. */
  noteCutShort(sessionID: string): void {
    this.#cutShort.add(sessionID)
  }

  /** The run failed or was stopped. What was written for its success stays. */
  noteFailed(sessionID: string, isStopped: boolean): void {
    if (isStopped && this.#cutShort.has(sessionID)) return
    this.#cutShort.delete(sessionID)
    this.#starting.delete(sessionID)
    this.hold(sessionID)
  }

  /** What the agent says there. A stopped run is idle before its answer says so (opencode 1.18). */
  noteAnswer(sessionID: string, { id, time, error }: Answer): void {
    if (time.completed === undefined && !error) this.#unfinished.set(sessionID, id)
    else if (this.#unfinished.get(sessionID) === id) this.#unfinished.delete(sessionID)
    if (error) this.noteFailed(sessionID, isStopped(error))
  }

  /** Events may have been lost: how the runs ended that are over by now is not known. */
  noteGap(isBusy: (sessionID: string) => boolean): void {
    this.#starting.clear()
    this.#unfinished.clear()
    this.#cutShort.clear()
    for (const sessionID of this.#bySession.keys()) {
      if (!isBusy(sessionID)) this.hold(sessionID)
    }
  }

  /** Whether the last run there is over and done with, as far as the events say. */
  isSettled(sessionID: string): boolean {
    return !this.#starting.has(sessionID) && !this.#unfinished.has(sessionID)
  }

  /** Takes over what was kept, beneath what came meanwhile. */
  restore(kept: Iterable<readonly [string, readonly Omit<QueuedMessage, 'id'>[]]>): void {
    for (const [sessionID, messages] of kept) {
      const restored = messages.map(({ draft, isHeld }) => this.#make(draft, isHeld))
      this.#set(sessionID, [...restored, ...this.of(sessionID)])
    }
  }

  /** Replaces all by what another page of ours has; it is that page's to send. */
  replace(kept: Iterable<readonly [string, readonly Omit<QueuedMessage, 'id'>[]]>): void {
    this.#bySession = new Map()
    this.restore(kept)
    for (const sessionID of this.#bySession.keys()) this.hold(sessionID)
  }

  #make(draft: Draft, isHeld: boolean): QueuedMessage {
    this.#next += 1
    return { id: `q${this.#next}`, draft, isHeld }
  }

  #set(sessionID: string, messages: readonly QueuedMessage[]): void {
    const next = new Map(this.#bySession)
    if (messages.length === 0) next.delete(sessionID)
    else next.set(sessionID, messages)
    this.#bySession = next
  }
}
