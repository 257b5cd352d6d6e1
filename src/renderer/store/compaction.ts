import type { Store } from './store'
import type { Transcript } from './transcript'

/** Whether the engine is making a summary of the session's history now. */
export function isCompacting(store: Store, sessionID: string): boolean {
  if (store.workbench.workOn(sessionID) === 'compacting') return true
  if (!store.isBusy(sessionID)) return false
  const transcript = store.transcripts.get(sessionID)
  const last = transcript?.order.at(-1)
  const info = last === undefined ? undefined : transcript?.message(last)
  if (!transcript || !info) return false
  if (info.role === 'assistant') return info.summary === true && info.time.completed === undefined
  return startsCompaction(transcript, info.id)
}

/** Whether a message asks for a summary: the engine puts it there, whoever wanted it. */
export const startsCompaction = (transcript: Transcript, messageID: string): boolean =>
  transcript.partIDs(messageID).some((id) => transcript.part(id)?.type === 'compaction')

/** Whether nothing was said since the session was last compacted. */
export function isCompacted(store: Store, sessionID: string): boolean {
  const transcript = store.transcripts.get(sessionID)
  const last = transcript?.order.at(-1)
  const info = last === undefined ? undefined : transcript?.message(last)
  return info?.role === 'assistant' && info.summary === true && info.time.completed !== undefined
}
