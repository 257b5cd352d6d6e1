import type { MessageWithParts, Part, Session } from '../../shared/engine-types'
import type { Store } from './store'
import type { Transcript } from './transcript'

const NO_IDS: readonly string[] = []

/** Where a session was undone to, as the engine tells it. */
export type Revert = NonNullable<Session['revert']>

// For each order of messages the last answer, so that a view compares it by identity.
const shownOf = new WeakMap<readonly string[], readonly string[]>()

/**
 * The messages of a session that are not undone, oldest first: the beginning of its order.
 * @returns the very same array while neither the messages nor what is undone changed
 */
export function shownMessages(store: Store, sessionID: string): readonly string[] {
  const transcript = store.transcripts.get(sessionID)
  const order = transcript?.order ?? NO_IDS
  const revert = store.list.get(sessionID)?.revert
  if (!transcript || !revert) return order
  const count = firstUndone(transcript, revert)
  if (count >= order.length) return order
  const known = shownOf.get(order)
  if (known?.length === count) return known
  const shown = order.slice(0, count)
  shownOf.set(order, shown)
  return shown
}

/** Index of the first message that is undone: the one that was undone to, and all after it are. */
function firstUndone(transcript: Transcript, { messageID, partID }: Revert): number {
  const at = transcript.positionOf(messageID)
  // It is before those that are here; or it was never there, and the engine takes nothing for undone.
  if (at === undefined) return transcript.earlier === 'none' ? transcript.order.length : 0
  // With a part only the rest of that message is undone: another client can do that.
  return partID !== undefined && transcript.message(messageID) ? at + 1 : at
}

/** All messages of a session but those that are undone. @param messages in the engine's order */
export function withoutUndone(
  messages: readonly MessageWithParts[],
  { messageID, partID }: Revert,
): readonly MessageWithParts[] {
  const at = messages.findIndex(({ info }) => info.id === messageID)
  return at < 0 ? messages : messages.slice(0, partID === undefined ? at : at + 1)
}

/** How many of the person's own messages are undone, of those that are here. */
export function undoneCount(store: Store, sessionID: string): number {
  const transcript = store.transcripts.get(sessionID)
  if (!transcript) return 0
  return transcript.order
    .slice(shownMessages(store, sessionID).length)
    .filter((id) => transcript.message(id)?.role === 'user').length
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
