import type { Client } from '../client/client'
import { type Draft, hasContent } from './drafts'
import { messageOf } from './message-of'
import { sentDraft } from './sent-draft'
import type { Store } from './store'

export interface RevertActions {
  /**
   * Undoes a message of the person's, all after it, and what they changed in files. A run is stopped
   * first: it is what is undone. What was said comes back to be edited, with its files.
   */
  undoTo(sessionID: string, messageID: string): Promise<void>
  /** Brings back all that is undone. */
  redo(sessionID: string): Promise<void>
}

/** Builds undo and redo. */
export function createRevertActions(client: Client, store: Store): RevertActions {
  /** What undoing put into drafts: while nobody changed it, it goes as it came. */
  const returned = new Map<string, Draft>()
  const { drafts } = store.outbox

  const takeBack = (sessionID: string) => {
    if (drafts.get(sessionID) === returned.get(sessionID)) drafts.drop(sessionID)
    returned.delete(sessionID)
  }

  const giveBack = (sessionID: string, said: Draft) => {
    takeBack(sessionID)
    const isAlone = !hasContent(drafts.get(sessionID))
    if (hasContent(said)) store.outbox.returnToDraft(sessionID, said.text, said)
    if (isAlone) returned.set(sessionID, drafts.get(sessionID))
  }

  return {
    async undoTo(sessionID, messageID) {
      if (!store.workbench.begin(sessionID, 'undoing')) return
      const said = sentDraft(store.transcripts.get(sessionID), messageID)
      store.write(() => store.notices.clear(sessionID))
      try {
        if (store.isBusy(sessionID)) await client.call('sessions.abort', { id: sessionID })
        const { value } = await client.call('sessions.revert', { id: sessionID, messageID })
        store.write(() => {
          store.list.put(value)
          giveBack(sessionID, said)
        })
      } catch (error) {
        const failed = `The message was not undone. ${messageOf(error)}`
        store.write(() => store.notices.add('action', failed, sessionID))
      } finally {
        store.write(() => store.workbench.end(sessionID))
      }
    },

    async redo(sessionID) {
      if (!store.workbench.begin(sessionID, 'redoing')) return
      store.write(() => store.notices.clear(sessionID))
      try {
        const { value } = await client.call('sessions.unrevert', { id: sessionID })
        store.write(() => {
          store.list.put(value)
          takeBack(sessionID)
        })
      } catch (error) {
        const said = `What was undone was not brought back. ${messageOf(error)}`
        store.write(() => store.notices.add('action', said, sessionID))
      } finally {
        store.write(() => store.workbench.end(sessionID))
      }
    },
  }
}
