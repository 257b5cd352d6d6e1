import type { PermissionRequest, QuestionRequest, Session } from '../../shared/engine-types'
import type { Projection } from '../../shared/events'
import { type AskEvent, isPermission, isQuestion, isSession } from './read-event'

/** Something that the agent waits for a person to say. */
export type Ask =
  | { readonly kind: 'permission'; readonly request: PermissionRequest }
  | { readonly kind: 'question'; readonly request: QuestionRequest }

const NONE: readonly Ask[] = []

/** What the agent waits for, and who is whose sub-agent: a sub-agent asks in its own session. */
export class Asks {
  #byID = new Map<string, Ask>()
  #parents = new Map<string, string>()
  #sorted: readonly Ask[] = NONE
  /** The asks of each session that has any, its own and its descendants', oldest first. */
  #within = new Map<string, readonly Ask[]>()

  /** All of them, oldest first; the identical list while nothing changed. */
  get all(): readonly Ask[] {
    return this.#sorted
  }

  /**
   * What the agent waits for in a session and in all its descendants, oldest first; the identical
   * list while it holds the same.
   */
  asksFor(sessionID: string): readonly Ask[] {
    return this.#within.get(sessionID) ?? NONE
  }

  /** Whether the agent still waits for this. */
  has(requestID: string): boolean {
    return this.#byID.has(requestID)
  }

  /**
   * The oldest ask that nobody sees who looks at this session.
   * @param openID undefined when no session is open
   */
  elsewhere(openID: string | undefined): Ask | undefined {
    return this.#sorted.find(({ request }) => !this.#isSeenFrom(openID, request.sessionID))
  }

  /** How many sessions wait, sub-agents counted as theirs, that one does not see from this one. */
  countElsewhere(openID: string | undefined): number {
    const hidden = this.#sorted.filter(
      ({ request }) => !this.#isSeenFrom(openID, request.sessionID),
    )
    return new Set(hidden.map(({ request }) => this.rootOf(request.sessionID))).size
  }

  /** The session that a person started, above this one or itself, as far as is known. */
  rootOf(sessionID: string): string {
    return [...this.#lineage(sessionID)].at(-1) ?? sessionID
  }

  /** Replaces all asks. Who is whose sub-agent never changes, so what was known of that stays. */
  replace({ permissions, questions, parents }: AsksOfProjection): void {
    const found = new Map<string, Ask>()
    for (const request of permissions) {
      if (isPermission(request)) found.set(request.id, { kind: 'permission', request })
    }
    for (const request of questions) {
      if (isQuestion(request)) found.set(request.id, { kind: 'question', request })
    }
    // Those that were known keep their turn.
    const known = [...this.#byID.keys()].flatMap((id): [string, Ask][] => {
      const ask = found.get(id)
      return ask ? [[id, ask]] : []
    })
    this.#byID = new Map([...known, ...found])
    for (const [id, parentID] of Object.entries(parents)) this.#parents.set(id, parentID)
    this.#arrange()
  }

  apply(event: AskEvent): void {
    switch (event.type) {
      case 'permission.asked':
        this.#byID.set(event.properties.id, { kind: 'permission', request: event.properties })
        break
      case 'question.asked':
        this.#byID.set(event.properties.id, { kind: 'question', request: event.properties })
        break
      default:
        this.#byID.delete(event.properties.requestID)
    }
    this.#arrange()
  }

  /** Learns whose sub-agents these sessions are. */
  noteParents(sessions: readonly Session[]): void {
    let isNews = false
    for (const { id, parentID } of sessions.filter(isSession)) {
      if (typeof parentID !== 'string' || this.#parents.get(id) === parentID) continue
      this.#parents.set(id, parentID)
      isNews = true
    }
    if (isNews) this.#arrange()
  }

  /** Removes an ask that was answered. */
  remove(requestID: string): void {
    if (this.#byID.delete(requestID)) this.#arrange()
  }

  /** Removes what one session asked, not what its descendants did. */
  drop(sessionID: string): void {
    let isNews = false
    for (const [id, { request }] of this.#byID) {
      if (request.sessionID === sessionID) isNews = this.#byID.delete(id)
    }
    if (isNews) this.#arrange()
  }

  /** Removes all that is known of a session. */
  forget(sessionID: string): void {
    this.drop(sessionID)
    this.#parents.delete(sessionID)
  }

  /** Removes all asks. */
  clear(): void {
    this.#byID.clear()
    this.#arrange()
  }

  #arrange(): void {
    const before = this.#within
    const within = new Map<string, Ask[]>()
    // In the order in which they came: they have no time of their own.
    this.#sorted = [...this.#byID.values()]
    for (const ask of this.#sorted) {
      for (const id of this.#lineage(ask.request.sessionID)) {
        const asks = within.get(id)
        if (asks) asks.push(ask)
        else within.set(id, [ask])
      }
    }
    this.#within = new Map(
      [...within].map(([id, asks]) => {
        const old = before.get(id)
        return [id, old && isSame(old, asks) ? old : asks]
      }),
    )
  }

  #isSeenFrom(openID: string | undefined, sessionID: string): boolean {
    return openID !== undefined && this.#lineage(sessionID).has(openID)
  }

  /** A session and its ancestors. */
  #lineage(sessionID: string): Set<string> {
    const ids = new Set<string>()
    // A set: whatever the engine says of parents, this ends.
    for (let at: string | undefined = sessionID; at && !ids.has(at); at = this.#parents.get(at)) {
      ids.add(at)
    }
    return ids
  }
}

type AsksOfProjection = Pick<Projection, 'permissions' | 'questions' | 'parents'>

const isSame = (a: readonly Ask[], b: readonly Ask[]): boolean =>
  a.length === b.length && a.every((ask, index) => ask === b[index])
