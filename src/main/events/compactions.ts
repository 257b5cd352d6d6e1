import type { MessageWithParts } from '../../shared/engine-types'
import type { EventEnvelope } from '../../shared/events'

interface Count {
  /** Compactions before the stream told of any; undefined until somebody asked. */
  before: number | undefined
  /** Compactions that the stream told of. */
  seen: number
  /** `time.compacting` is set now. */
  open: boolean
  /** Which signal counted the last one, while the other may still come. */
  countedBy: 'flag' | 'event' | undefined
}

/**
 * Counts compactions once each, by either signal: `session.compacted`, or `time.compacting` going
 * from set to unset on `session.updated`, for engines that do that (opencode 1.18 does not). What
 * came before we listened is counted in the session's messages, when somebody asks for it.
 */
export class Compactions {
  readonly #counts = new Map<string, Count>()

  /** Follows the stream. */
  apply({ payload }: EventEnvelope): void {
    if (payload.type === 'session.updated') {
      const { info } = payload.properties
      this.#flag(info.id, info.time.compacting !== undefined)
    } else if (payload.type === 'session.compacted') {
      this.#event(payload.properties.sessionID)
    } else if (payload.type === 'session.deleted') {
      this.#counts.delete(payload.properties.info.id)
    }
  }

  /** The totals that are known: of the sessions of which somebody has asked. */
  get totals(): Record<string, number> {
    const totals: Record<string, number> = {}
    for (const [id, { before, seen }] of this.#counts) {
      if (before !== undefined) totals[id] = before + seen
    }
    return totals
  }

  /** Forgets all: events were lost, and the messages have to say it again. */
  forget(): void {
    this.#counts.clear()
  }

  /**
   * How often a session was compacted.
   * @param read asks the engine for the session's messages; called once for each session
   */
  async count(sessionID: string, read: () => Promise<MessageWithParts[]>): Promise<number> {
    const known = this.#get(sessionID)
    if (known.before !== undefined) return known.before + known.seen
    for (;;) {
      const count = this.#get(sessionID)
      const { seen } = count
      const total = (await read()).filter(isSummary).length
      // One that came while the engine answered may be in the answer or not: ask again.
      if (this.#counts.get(sessionID) !== count || count.seen !== seen) continue
      count.before = Math.max(0, total - seen)
      return count.before + seen
    }
  }

  #flag(id: string, isSet: boolean): void {
    if (isSet) {
      const count = this.#get(id)
      if (!count.open) Object.assign(count, { open: true, countedBy: undefined })
      return
    }
    const count = this.#counts.get(id)
    if (!count?.open) return
    count.open = false
    if (count.countedBy === 'event') {
      count.countedBy = undefined
    } else {
      count.seen += 1
      count.countedBy = 'flag'
    }
  }

  #event(id: string): void {
    const count = this.#get(id)
    if (count.countedBy === 'flag') {
      // The flag has told of this one already.
      count.countedBy = undefined
    } else if (!(count.open && count.countedBy === 'event')) {
      count.seen += 1
      if (count.open) count.countedBy = 'event'
    }
  }

  #get(id: string): Count {
    let count = this.#counts.get(id)
    if (!count) {
      count = { before: undefined, seen: 0, open: false, countedBy: undefined }
      this.#counts.set(id, count)
    }
    return count
  }
}

// What a compaction leaves behind (opencode 1.18): an assistant's message that is marked as one.
function isSummary({ info }: MessageWithParts): boolean {
  return info.role === 'assistant' && info.summary === true && info.time.completed !== undefined
}
