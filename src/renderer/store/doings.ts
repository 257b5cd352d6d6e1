import type { Part } from '../../shared/engine-types'

type ToolPart = Extract<Part, { type: 'tool' }>

// Sub-agents run a handful at a time; who looks at an old one sees its result instead.
const KEPT = 64

/**
 * The latest tool call of each session, looked at or not: so a call that started a sub-agent can
 * say what that one does now.
 */
export class Doings {
  // A Map keeps the order of insertion: the last is the session that did something last.
  #byID = new Map<string, ToolPart>()

  /** The session's latest tool call; undefined when none was seen. */
  get(sessionID: string): ToolPart | undefined {
    return this.#byID.get(sessionID)
  }

  /** Takes note of a part that changed. */
  note(part: Part): void {
    if (part.type !== 'tool') return
    const latest = this.#byID.get(part.sessionID)
    // The engine's ids ascend: a late word of an earlier call is no news.
    if (latest && latest.id > part.id) return
    this.#byID.delete(part.sessionID)
    this.#byID.set(part.sessionID, part)
    const [oldest] = this.#byID.keys()
    if (this.#byID.size > KEPT && oldest !== undefined) this.#byID.delete(oldest)
  }

  forget(sessionID: string): void {
    this.#byID.delete(sessionID)
  }
}
