import type { Client } from '../client/client'
import { messageOf } from './message-of'
import { promptText } from './revert'
import type { Store } from './store'

export interface RevertActions {
  /**
   * Undoes a message of the person's, all after it, and what they changed in files. A run is stopped
   * first: it is what is undone. What was written comes back to be edited.
   */
  undoTo(sessionID: string, messageID: string): Promise<void>
  /** Brings back all that is undone. */
  redo(sessionID: string): Promise<void>
}

/** Builds undo and redo. */
export function createRevertActions(client: Client, store: Store): RevertActions {
  /** What undoing put into drafts: while nobody changed it, it goes as it came. */
  const returned = new Map<string, string>()

  const returnText = (sessionID: string, text: string) => {
    if (store.outbox.draft(sessionID) === returned.get(sessionID)) {
      store.outbox.setDraft(sessionID, '')
    }
    const isAlone = store.outbox.draft(sessionID).trim() === ''
    if (text !== '') store.outbox.returnToDraft(sessionID, text)
    if (isAlone) returned.set(sessionID, text)
    else returned.delete(sessionID)
  }

  const takeTextBack = (sessionID: string) => {
    if (store.outbox.draft(sessionID) === returned.get(sessionID)) {
      store.outbox.setDraft(sessionID, '')
    }
    returned.delete(sessionID)
  }

  return {
    async undoTo(sessionID, messageID) {
      if (!store.workbench.begin(sessionID, 'undoing')) return
      const text = promptText(store.transcripts.get(sessionID), messageID)
      store.write(() => store.notices.clear(sessionID))
      try {
        if (store.isBusy(sessionID)) await client.call('sessions.abort', { id: sessionID })
        const { value } = await client.call('sessions.revert', { id: sessionID, messageID })
        store.write(() => {
          store.list.put(value)
          returnText(sessionID, text)
        })
      } catch (error) {
        const said = `The message was not undone. ${messageOf(error)}`
        store.write(() => store.notices.add('action', said, sessionID))
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
          takeTextBack(sessionID)
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
