import type { PermissionRequest, QuestionRequest, SessionStatus } from '../../shared/engine-types'
import type { EventEnvelope, Projection } from '../../shared/events'
import { Followed } from './followed'

/** What the engine says of one directory. */
export interface Activity {
  /** Sessions that are not idle. */
  statuses: ReadonlyMap<string, SessionStatus>
  permissions: ReadonlyMap<string, PermissionRequest>
  questions: ReadonlyMap<string, QuestionRequest>
}

/** How many deleted sessions are remembered, for events that come after their end. */
const DELETED = 1_024

/**
 * What sessions are doing and what they ask, as far as a new client must know. Follows the events;
 * read again from the engine when events were lost, because the engine replays nothing.
 *
 * When an ask ends (opencode 1.18.33, each case tried):
 * - it is answered: `permission.replied`, `question.replied`, `question.rejected`. Rejecting one
 *   permission rejects all of its session; "always" also grants the others that it covers; each has
 *   an event of its own.
 * - its run is stopped, also by its parent's: no event of the ask. The session becomes idle, and an
 *   idle session asks nothing. The engine still lists the ask, until its directory is disposed.
 * - its session is deleted: `session.deleted` alone, for each descendant too. The run is not stopped;
 *   the engine lists it as busy and the ask as pending until its directory is disposed.
 * - the directory is disposed (its configuration changed, say): its runs end first, so each session
 *   becomes idle, then `server.instance.disposed`.
 * - the engine ends: no event at all, and the next one knows of none.
 *
 * `permission.v2.*` and `question.v2.*` are not followed: the engine has them for runs of its own
 * `/api/session/…` only, which Wheelhouse does not start, and none was ever seen (1.18.33).
 */
export class ActivityProjection {
  readonly #statuses = new Followed<SessionStatus>()
  readonly #permissions = new Followed<PermissionRequest>()
  readonly #questions = new Followed<QuestionRequest>()
  readonly #deleted = new Set<string>()

  /** Whether any session is not idle. */
  get busy(): boolean {
    return this.#statuses.size > 0
  }

  /** What one session is doing. */
  status(sessionID: string): SessionStatus {
    return this.#statuses.get(sessionID) ?? { type: 'idle' }
  }

  /** Whether anything in this directory is not idle, or asks. */
  holds(directory: string): boolean {
    return [this.#statuses, this.#permissions, this.#questions].some((all) => all.holds(directory))
  }

  /** All of it, asks oldest first. */
  snapshot(): Pick<Projection, 'statuses' | 'permissions' | 'questions'> {
    return {
      statuses: Object.fromEntries(this.#statuses.entries()),
      permissions: valuesOf(this.#permissions),
      questions: valuesOf(this.#questions),
    }
  }

  /** Follows the stream. */
  apply({ directory, payload }: EventEnvelope): void {
    switch (payload.type) {
      case 'session.status':
        this.#setStatus(payload.properties.sessionID, directory, payload.properties.status)
        break
      case 'session.idle':
        this.#end(payload.properties.sessionID)
        break
      case 'session.deleted':
        this.#delete(payload.properties.info.id)
        break
      case 'permission.asked':
        this.#ask(this.#permissions, directory, payload.properties)
        break
      case 'question.asked':
        this.#ask(this.#questions, directory, payload.properties)
        break
      case 'permission.replied':
        this.#permissions.delete(payload.properties.requestID)
        break
      case 'question.replied':
      case 'question.rejected':
        this.#questions.delete(payload.properties.requestID)
        break
    }
  }

  /**
   * Begins to read a directory anew, see {@link Followed.read}. Of its asks those are taken whose
   * session is busy, by its answer or by an event since.
   */
  read(directory: string): Reading {
    const statuses = this.#statuses.read(directory)
    const permissions = this.#permissions.read(directory)
    const questions = this.#questions.read(directory)
    const ofBusy = <T extends { sessionID: string }>(asks: ReadonlyMap<string, T>) =>
      new Map([...asks].filter(([, { sessionID }]) => this.#statuses.get(sessionID)))
    return {
      apply: (found) =>
        [
          statuses.apply(this.#withoutDeleted(found.statuses)),
          permissions.apply(ofBusy(found.permissions)),
          questions.apply(ofBusy(found.questions)),
        ].includes(true),
      drop: () => {
        statuses.drop()
        permissions.drop()
        questions.drop()
      },
    }
  }

  /** Forgets all sessions: the engine that ran them is gone, and so are its runs. */
  clear(): void {
    this.#statuses.clear()
    this.#permissions.clear()
    this.#questions.clear()
  }

  #setStatus(sessionID: string, directory: string, status: SessionStatus): void {
    if (status.type === 'idle') this.#end(sessionID)
    // The run of a deleted session may go on for a while, or hang for ever in what it asks.
    else if (!this.#deleted.has(sessionID)) this.#statuses.set(sessionID, directory, status)
  }

  #ask<T extends { id: string; sessionID: string }>(
    asks: Followed<T>,
    directory: string,
    request: T,
  ): void {
    if (!this.#deleted.has(request.sessionID)) asks.set(request.id, directory, request)
  }

  #end(sessionID: string): void {
    this.#statuses.delete(sessionID)
    this.#permissions.deleteWhere((request) => request.sessionID === sessionID)
    this.#questions.deleteWhere((request) => request.sessionID === sessionID)
  }

  #delete(sessionID: string): void {
    this.#end(sessionID)
    this.#deleted.add(sessionID)
    if (this.#deleted.size <= DELETED) return
    const [oldest] = this.#deleted
    if (oldest !== undefined) this.#deleted.delete(oldest)
  }

  #withoutDeleted(statuses: ReadonlyMap<string, SessionStatus>) {
    return new Map([...statuses].filter(([id]) => !this.#deleted.has(id)))
  }
}

/** One look at what the engine says of a directory, see {@link Followed.read}. */
export interface Reading {
  /** @returns whether that changed anything */
  apply(found: Activity): boolean
  /** There is no answer: what is held stays. */
  drop(): void
}

// In the order in which they came: they have no time, and the engine lists those of a directory so.
const valuesOf = <T>(followed: Followed<T>): T[] => followed.entries().map(([, value]) => value)
