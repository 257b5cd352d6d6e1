import type { MessageWithParts } from '../../shared/engine-types'
import type { EventEnvelope } from '../../shared/events'

/** So many sessions are remembered, of those that were looked at or written in last. */
const KEPT = 2_000

/**
 * When the newest message of each session was made, of the sessions of which that is known: those that
 * began while we listened, and those whose messages somebody asked for. So it costs a prompt no question.
 */
export class NewestMessages {
  // A Map keeps the order of insertion: the last is the session that was told of last.
  readonly #times = new Map<string, number>()

  /** Follows the stream. */
  apply({ payload }: EventEnvelope): void {
    if (payload.type === 'session.created') {
      const { id } = payload.properties.info
      if (!this.#times.has(id)) this.#set(id, 0)
    } else if (payload.type === 'session.deleted') {
      this.#times.delete(payload.properties.info.id)
    } else if (payload.type === 'message.removed') {
      // It may have been the newest.
      this.#times.delete(payload.properties.sessionID)
    } else if (payload.type === 'message.updated') {
      const { sessionID, time } = payload.properties.info
      const known = this.#times.get(sessionID)
      // By itself it says nothing of those that were there before.
      if (known !== undefined) this.#set(sessionID, Math.max(known, time.created))
    }
  }

  /** In ms since the epoch; 0 for a session without messages, undefined when that is not known. */
  get(sessionID: string): number | undefined {
    return this.#times.get(sessionID)
  }

  /** Takes note of the newest messages of a session, of at least one if it has any. @returns when that was made */
  note(sessionID: string, messages: readonly MessageWithParts[]): number {
    const time = Math.max(0, ...messages.slice(-1).map(({ info }) => info.time.created))
    this.#set(sessionID, time)
    return time
  }

  /** Forgets all: events were lost. */
  clear(): void {
    this.#times.clear()
  }

  #set(sessionID: string, time: number): void {
    this.#times.delete(sessionID)
    this.#times.set(sessionID, time)
    const [oldest] = this.#times.keys()
    if (this.#times.size > KEPT && oldest !== undefined) this.#times.delete(oldest)
  }
}
