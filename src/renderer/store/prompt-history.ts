import type { Draft, Mention } from './drafts'

/** Something that was sent once: its words, never what was attached. */
export interface HistoryEntry {
  readonly sessionID: string
  readonly text: string
  readonly isShell: boolean
  readonly mentions: readonly Mention[]
}

const KEPT = 100
/** A prompt longer than this, in characters, is nothing that one walks back to. */
const LONGEST = 20_000

/** What was sent, oldest first, for all sessions together. */
export class PromptHistory {
  #entries: readonly HistoryEntry[] = []

  /** Another array after each change. */
  get entries(): readonly HistoryEntry[] {
    return this.#entries
  }

  add(sessionID: string, { text: written, isShell, mentions }: Draft): void {
    const text = written.trim()
    if (text === '' || text.length > LONGEST) return
    const others = this.#entries.filter(
      (it) => it.sessionID !== sessionID || it.text !== text || it.isShell !== isShell,
    )
    this.#entries = [...others, { sessionID, text, isShell, mentions }].slice(-KEPT)
  }

  /** What to walk back through: newest first, this session's before the others', each text once. */
  before(sessionID: string): readonly HistoryEntry[] {
    const newest = [...this.#entries].reverse()
    const own = newest.filter((it) => it.sessionID === sessionID)
    const others = newest.filter((it) => it.sessionID !== sessionID)
    const seen = new Set<string>()
    return [...own, ...others].filter(({ text, isShell }) => {
      const key = `${isShell ? '!' : ' '}${text}`
      return !seen.has(key) && seen.add(key)
    })
  }

  /** Takes over what was kept, before what came meanwhile. */
  restore(kept: readonly HistoryEntry[]): void {
    this.#entries = [...kept, ...this.#entries].slice(-KEPT)
  }
}

/** Where a person stands in the history. */
export interface Walk {
  readonly entries: readonly HistoryEntry[]
  /** Index into the entries. */
  readonly at: number
  /** What was in the field when the walk began. */
  readonly unsent: Draft
}

/**
 * One step through the history.
 * @param walk where the person stands, or undefined at the beginning
 * @param step 1 to what was sent before, -1 back
 * @returns the new place; undefined for back at the draft; the same one where there is no more
 */
export function stepThrough(walk: Walk, step: 1 | -1): Walk | undefined {
  const at = walk.at + step
  if (at < 0) return undefined
  return at < walk.entries.length ? { ...walk, at } : walk
}
