import type { EventEnvelope } from '../../shared/events'
import { RING_LIMITS } from './ring'

/**
 * Which session is a sub-agent's, and whose. Learnt from events and from the engine's answers.
 *
 * It holds as many sub-agents as the ring holds events, those that were spoken of last. A cursor
 * asks about events that are in the ring; before the entry of such an event's session is dropped,
 * as many others must have been spoken of since, and then the event has left the ring as well.
 */
export class SessionTree {
  readonly #parents = new Map<string, string>()
  readonly #limit: number

  constructor(limit = RING_LIMITS.count) {
    this.#limit = limit
  }

  /** Remembers the parent of a session that has one. */
  note(session: { id: string; parentID?: string | undefined }): void {
    if (!session.parentID) return
    this.#put(session.id, session.parentID)
    if (this.#parents.size <= this.#limit) return
    const [oldest] = this.#parents.keys()
    if (oldest !== undefined) this.#parents.delete(oldest)
  }

  /**
   * Learns from an event that is about a session. A deleted one is not forgotten: a cursor that
   * stays behind asks for it later, and would take its last events for another session's.
   * @param sessionID the session that the event belongs to, if any
   */
  apply({ payload }: EventEnvelope, sessionID: string | undefined): void {
    if (payload.type === 'session.created' || payload.type === 'session.updated') {
      this.note(payload.properties.info)
    }
    if (sessionID === undefined || !this.#parents.has(sessionID)) return
    for (const [id, parentID] of this.lineage(sessionID)) this.#put(id, parentID)
  }

  /** The way up from a session, as far as it is known: each sub-agent with its parent. */
  lineage(id: string): [id: string, parentID: string][] {
    const found = new Map<string, string>()
    for (let at = id; !found.has(at); ) {
      const parentID = this.#parents.get(at)
      if (parentID === undefined) break
      found.set(at, parentID)
      at = parentID
    }
    return [...found]
  }

  /** Whether `id` is `root` or descends from it. */
  isWithin(id: string, root: string): boolean {
    return id === root || this.lineage(id).some(([, parentID]) => parentID === root)
  }

  /** Puts it at the end, as the one that was spoken of last. */
  #put(id: string, parentID: string): void {
    this.#parents.delete(id)
    this.#parents.set(id, parentID)
  }
}
