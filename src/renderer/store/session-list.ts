import type { Session, SessionStatus } from '../../shared/engine-types'
import type { KnownEvent } from './read-event'
import { isSession, isStatus } from './read-event'

export type ListPhase = 'waiting' | 'ready' | 'failed'

export type SessionEvent = Extract<
  KnownEvent,
  { type: 'session.created' | 'session.updated' | 'session.deleted' }
>

const IDLE: SessionStatus = { type: 'idle' }
const BUSY: SessionStatus = { type: 'busy' }

/** The sessions that are known and what they are doing. */
export class SessionList {
  #phase: ListPhase = 'waiting'
  #failure = ''
  #byID = new Map<string, Session>()
  #shown: readonly Session[] = []
  #statuses = new Map<string, SessionStatus>()
  #awaited = new Map<string, 'sent' | 'taken'>()
  #hidden = new Set<string>()
  #held: SessionEvent[] | undefined
  #fetch = 0

  /** `waiting` until the first answer; a later fetch keeps what is shown. */
  get phase(): ListPhase {
    return this.#phase
  }

  /** Why the last fetch failed: a sentence, or empty. */
  get failure(): string {
    return this.#failure
  }

  /** What the list shows: no sub-agents, nothing archived, most recently updated first. */
  get shown(): readonly Session[] {
    return this.#shown
  }

  get(id: string): Session | undefined {
    return this.#byID.get(id)
  }

  status(id: string): SessionStatus {
    return this.#statuses.get(id) ?? (this.#awaited.get(id) === 'taken' ? BUSY : IDLE)
  }

  /**
   * A fetch begins. Events go on being applied, and again after its answer, which may be older.
   * @returns the ticket that {@link fill} and {@link fail} want; a newer fetch makes it void
   */
  begin(): number {
    this.#held = []
    this.#fetch += 1
    if (this.#phase === 'failed' && this.#byID.size === 0) this.#phase = 'waiting'
    this.#failure = ''
    return this.#fetch
  }

  fill(ticket: number, sessions: readonly Session[]): boolean {
    if (ticket !== this.#fetch) return false
    const before = this.#byID
    this.#byID = new Map()
    for (const session of sessions.filter(isSession)) {
      const old = before.get(session.id)
      const same = old !== undefined && JSON.stringify(old) === JSON.stringify(session)
      this.#byID.set(session.id, same ? old : session)
    }
    this.#phase = 'ready'
    const held = this.#held ?? []
    this.#held = undefined
    for (const event of held) this.#change(event)
    this.#arrange()
    return true
  }

  fail(ticket: number, reason: string): boolean {
    if (ticket !== this.#fetch) return false
    this.#phase = 'failed'
    this.#failure = reason
    this.#held = undefined
    return true
  }

  apply(event: SessionEvent): void {
    this.#held?.push(event)
    this.#change(event)
    this.#arrange()
  }

  /** Adds a session, or replaces one that is not newer. */
  put(session: Session): void {
    this.#put(session)
    this.#arrange()
  }

  remove(id: string): void {
    this.#forget(id)
    this.#arrange()
  }

  /** Shows a session no longer, though it is known: it is about to be deleted. */
  hide(id: string): void {
    this.#hidden.add(id)
    this.#arrange()
  }

  unhide(id: string): void {
    this.#hidden.delete(id)
    this.#arrange()
  }

  /**
   * A prompt is on its way: until the engine says what the session does, it counts as busy from
   * `taken` on. In a directory that is new to the engine that takes seconds.
   */
  expectRun(id: string): void {
    this.#awaited.set(id, 'sent')
  }

  /** The engine took the prompt. It may have said more already: then this changes nothing. */
  promptTaken(id: string): void {
    if (this.#awaited.has(id)) this.#awaited.set(id, 'taken')
  }

  /** No run is to come, or what it does is known. */
  expectNothing(id: string): void {
    this.#awaited.delete(id)
  }

  setStatus(id: string, status: SessionStatus): void {
    this.expectNothing(id)
    if (status.type === 'idle') this.#statuses.delete(id)
    else this.#statuses.set(id, status)
  }

  /** Replaces all statuses; a session that is not named is idle. */
  replaceStatuses(statuses: Record<string, unknown>): void {
    this.#statuses = new Map()
    this.#awaited.clear()
    for (const [id, status] of Object.entries(statuses)) {
      if (isStatus(status)) this.setStatus(id, status)
    }
  }

  #change(event: SessionEvent): void {
    if (event.type === 'session.deleted') {
      this.#forget(event.properties.sessionID)
    } else this.#put(event.properties.info)
  }

  #forget(id: string): void {
    this.#byID.delete(id)
    this.#statuses.delete(id)
    this.#awaited.delete(id)
    this.#hidden.delete(id)
  }

  #put(session: Session): void {
    const old = this.#byID.get(session.id)
    if (!old || old.time.updated <= session.time.updated) this.#byID.set(session.id, session)
  }

  #arrange(): void {
    this.#shown = [...this.#byID.values()]
      .filter(
        ({ id, parentID, time }) =>
          parentID === undefined && !time.archived && !this.#hidden.has(id),
      )
      .sort((a, b) => b.time.updated - a.time.updated || (a.id < b.id ? -1 : 1))
  }
}
