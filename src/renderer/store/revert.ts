import type { Part, Session } from '../../shared/engine-types'
import type { Store } from './store'
import type { Transcript } from './transcript'

const NO_IDS: readonly string[] = []

/** Where a session was undone to, as the engine tells it. */
export type Revert = NonNullable<Session['revert']>

// For each order of messages one answer, so that a view compares it by identity.
const shownOf = new WeakMap<readonly string[], { at: string; shown: readonly string[] }>()

/**
 * The messages of a session that are not undone, oldest first.
 * @returns the very same array while neither the messages nor what is undone changed
 */
export function shownMessages(store: Store, sessionID: string): readonly string[] {
  const order = store.transcripts.get(sessionID)?.order ?? NO_IDS
  const revert = store.list.get(sessionID)?.revert
  if (!revert) return order
  const at = `${revert.messageID} ${revert.partID ?? ''}`
  const known = shownOf.get(order)
  if (known?.at === at) return known.shown
  const shown = order.filter((id) => !isUndone(id, revert))
  shownOf.set(order, { at, shown })
  return shown
}

/** Whether a message is undone: the one that was undone to, and all after it. */
export const isUndone = (messageID: string, { messageID: first, partID }: Revert): boolean =>
  // With a part only the rest of that message is undone: another client can do that.
  partID === undefined ? messageID >= first : messageID > first

/** How many of the person's own messages are undone, of those that are here. */
export function undoneCount(store: Store, sessionID: string): number {
  const transcript = store.transcripts.get(sessionID)
  const revert = store.list.get(sessionID)?.revert
  if (!transcript || !revert) return 0
  return transcript.order.filter(
    (id) => isUndone(id, revert) && transcript.message(id)?.role === 'user',
  ).length
}

/** How many files undoing put back; undefined where the engine keeps no track of files (no git). */
export function revertedFiles({ snapshot, diff }: Revert): number | undefined {
  if (snapshot === undefined) return undefined
  return diff?.match(/^diff --git /gm)?.length ?? 0
}

/** The person's last message that is not undone: what undoing once more goes to. */
export function lastPrompt(store: Store, sessionID: string): string | undefined {
  const transcript = store.transcripts.get(sessionID)
  return shownMessages(store, sessionID).findLast((id) => transcript?.message(id)?.role === 'user')
}

/** What a person wrote in a message, without what the engine added to it. */
export function promptText(transcript: Transcript | undefined, messageID: string): string {
  const parts = transcript?.partIDs(messageID).map((id) => transcript.part(id)) ?? []
  return textOf(parts)
}

/** The words of parts, without what the engine put in. */
export function textOf(parts: readonly (Part | undefined)[]): string {
  return parts
    .flatMap((part) => (part?.type === 'text' && !part.synthetic && !part.ignored ? part.text : []))
    .join('\n\n')
}
