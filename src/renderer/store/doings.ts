import type { Part } from '../../shared/engine-types'

type ToolPart = Extract<Part, { type: 'tool' }>

// Sub-agents run a handful at a time; who looks at an old one sees its result instead.
const KEPT = 64

// Of a session: more than run side by side, so that none of them passes for a new one.
const KEPT_CALLS = 64

/**
 * The latest tool call of each session, looked at or not: so a call that started a sub-agent can
 * say what that one does now.
 */
export class Doings {
  // A Map keeps the order of insertion: the last is the session that did something last.
  #byID = new Map<string, ToolPart>()
  /** The calls before the latest one, by session. */
  #earlier = new Map<string, Set<string>>()

  /** The session's latest tool call; undefined when none was seen. */
  get(sessionID: string): ToolPart | undefined {
    return this.#byID.get(sessionID)
  }

  /** Takes note of a part that changed. */
  note(part: Part): void {
    if (part.type !== 'tool') return
    const { sessionID } = part
    const earlier = this.#earlier.get(sessionID) ?? new Set()
    // A late word of an earlier call is no news.
    if (earlier.has(part.id)) return
    const latest = this.#byID.get(sessionID)
    if (latest && latest.id !== part.id) earlier.add(latest.id)
    keepNewest(earlier, KEPT_CALLS)
    this.#earlier.set(sessionID, earlier)
    this.#byID.delete(sessionID)
    this.#byID.set(sessionID, part)
    const [oldest] = this.#byID.keys()
    if (this.#byID.size > KEPT && oldest !== undefined) this.forget(oldest)
  }

  forget(sessionID: string): void {
    this.#byID.delete(sessionID)
    this.#earlier.delete(sessionID)
  }
}

function keepNewest(ids: Set<string>, limit: number): void {
  const [oldest] = ids
  if (ids.size > limit && oldest !== undefined) ids.delete(oldest)
}
