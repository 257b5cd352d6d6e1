import type { Session, SessionStatus } from '../../shared/engine-types'
import type { KnownEvent } from './read-event'
import { isSession, isStatus } from './read-event'
import { Unread } from './unread'

export type ListPhase = 'waiting' | 'ready' | 'failed'

export type SessionEvent = Extract<
  KnownEvent,
  { type: 'session.created' | 'session.updated' | 'session.deleted' }
>

const IDLE: SessionStatus = { type: 'idle' }
const BUSY: SessionStatus = { type: 'busy' }
const NONE: readonly Session[] = []

/** The sessions in the order and under the heads in which lists show them. */
interface Arranged {
  readonly shown: readonly Session[]
  readonly archived: readonly Session[]
  readonly children: ReadonlyMap<string, readonly Session[]>
}

/** The sessions that are known and what they are doing. */
export class SessionList {
  readonly unread = new Unread()
  #phase: ListPhase = 'waiting'
  #failure = ''
  #byID = new Map<string, Session>()
  /** Made when it is asked for: a batch of events changes the list many times. */
  #arranged: Arranged | undefined
  #statuses = new Map<string, SessionStatus>()
  #awaited = new Map<string, 'sent' | 'taken'>()
  #hidden = new Set<string>()
  #held: SessionEvent[] | undefined
  #fetch = 0

  /** `waiting` until the first answer, also while what is remembered is shown; a later fetch keeps what is shown. */
  get phase(): ListPhase {
    return this.#phase
  }

  /** Whether it is what the engine said last, and none of it is being fetched again. */
  get isCurrent(): boolean {
    return this.#phase === 'ready' && this.#held === undefined
  }

  /** Why the last fetch failed: a sentence, or empty. */
  get failure(): string {
    return this.#failure
  }

  /** What the list shows: no sub-agents, nothing archived, most recently updated first. */
  get shown(): readonly Session[] {
    return this.#arrangement().shown
  }

  /** What was put away, most recently updated first; no sub-agents. */
  get archived(): readonly Session[] {
    return this.#arrangement().archived
  }

  /** The sub-agents of each session that has any, in the order in which they were started. */
  get children(): ReadonlyMap<string, readonly Session[]> {
    return this.#arrangement().children
  }

  /** The sub-agents of one session. */
  childrenOf(id: string): readonly Session[] {
    return this.children.get(id) ?? NONE
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

  /** Shows sessions of an earlier time until the first answer, unless that came; others are skipped. */
  recall(sessions: readonly unknown[]): void {
    if (this.#phase === 'ready') return
    for (const session of sessions) {
      if (isSession(session) && !this.#byID.has(session.id)) this.#byID.set(session.id, session)
    }
    this.#arranged = undefined
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
    this.#arranged = undefined
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
    this.#arranged = undefined
  }

  /** Adds a session, or replaces one that is not newer. */
  put(session: Session): void {
    this.#put(session)
    this.#arranged = undefined
  }

  remove(id: string): void {
    this.#forget(id)
    this.#arranged = undefined
  }

  /** Shows a session no longer, though it is known: it is about to be deleted. */
  hide(id: string): void {
    this.#hidden.add(id)
    this.#arranged = undefined
  }

  unhide(id: string): void {
    this.#hidden.delete(id)
    this.#arranged = undefined
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
    if (status.type === 'idle') {
      this.#statuses.delete(id)
      this.unread.ended(id)
    } else {
      this.#statuses.set(id, status)
      this.unread.began(id)
    }
  }

  /** Replaces all statuses; a session that is not named is idle. */
  replaceStatuses(statuses: Record<string, unknown>): void {
    this.#statuses = new Map()
    this.#awaited.clear()
    for (const [id, status] of Object.entries(statuses)) {
      if (isStatus(status)) this.setStatus(id, status)
    }
    this.unread.endedBut((id) => this.#statuses.has(id))
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
    this.unread.forget(id)
  }

  #put(session: Session): void {
    const old = this.#byID.get(session.id)
    if (!old || old.time.updated <= session.time.updated) this.#byID.set(session.id, session)
  }

  #arrangement(): Arranged {
    this.#arranged ??= arrange([...this.#byID.values()].filter(({ id }) => !this.#hidden.has(id)))
    return this.#arranged
  }
}

function arrange(sessions: Session[]): Arranged {
  const shown: Session[] = []
  const archived: Session[] = []
  const children = new Map<string, Session[]>()
  for (const session of sessions) {
    if (session.parentID === undefined) (session.time.archived ? archived : shown).push(session)
    else {
      const siblings = children.get(session.parentID)
      if (siblings) siblings.push(session)
      else children.set(session.parentID, [session])
    }
  }
  for (const siblings of children.values()) siblings.sort(byStart)
  return { shown: shown.sort(byUpdate), archived: archived.sort(byUpdate), children }
}

// Those of the same moment stay as the engine lists them, and as they came.
const byUpdate = (a: Session, b: Session) => b.time.updated - a.time.updated
const byStart = (a: Session, b: Session) => a.time.created - b.time.created
