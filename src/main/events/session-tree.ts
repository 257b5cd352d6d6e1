import type { EventEnvelope } from '../../shared/events'

/** Which session is a sub-agent's, and whose. Learnt from events and from the engine's answers. */
export class SessionTree {
  readonly #parents = new Map<string, string>()

  /** Remembers the parent of a session that has one. */
  note(session: { id: string; parentID?: string }): void {
    if (session.parentID) this.#parents.set(session.id, session.parentID)
  }

  /**
   * Learns from an event that is about a session. A deleted one is not forgotten: a cursor that
   * stays behind asks for it later, and would take its last events for another session's.
   */
  apply({ payload }: EventEnvelope): void {
    if (payload.type === 'session.created' || payload.type === 'session.updated') {
      this.note(payload.properties.info)
    }
  }

  /** Whether `id` is `root` or descends from it. */
  isWithin(id: string, root: string): boolean {
    const seen = new Set<string>()
    for (let at: string | undefined = id; at && !seen.has(at); at = this.#parents.get(at)) {
      if (at === root) return true
      seen.add(at)
    }
    return false
  }
}
