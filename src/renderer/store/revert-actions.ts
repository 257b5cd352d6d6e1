import { AppError } from '../../shared/errors'
import type { FilesOutcome } from '../../shared/undo-operations'
import type { Client } from '../client/client'
import { type Draft, hasContent } from './drafts'
import { messageOf } from './message-of'
import { sentDraft } from './sent-draft'
import type { Store } from './store'
import { namesIn, refusalIn } from './undo-state'

export interface RevertActions {
  /**
   * Undoes a message of the person's, all after it, and what they changed in files. A run is stopped
   * first: it is what is undone. What was said comes back to be edited, with its files.
   */
  undoTo(sessionID: string, messageID: string): Promise<void>
  /** Brings back all that is undone. */
  redo(sessionID: string): Promise<void>
  /** Does what the question is about all the same. */
  insist(): Promise<void>
  /** Leaves all as it is. */
  closeQuestion(): void
  /** Shows what undo and redo replaced in a session. */
  showKept(sessionID: string): Promise<void>
  closeKept(): void
  /** Puts the files of one copy back where they were. */
  putBack(sessionID: string, copyID: string): Promise<void>
}

/** Builds undo and redo. @param remark says something in passing */
export function createRevertActions(
  client: Client,
  store: Store,
  remark: (text: string) => void,
): RevertActions {
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

  /** A refusal that a person may overrule becomes a question; all else a notice. */
  const refused = (
    error: unknown,
    of: { sessionID: string; messageID: string | undefined },
    failed: string,
  ) => {
    const refusal = error instanceof AppError ? refusalIn(error.details) : undefined
    const text = messageOf(error)
    store.write(() => {
      if (refusal) store.undo.ask({ ...of, text, refusal })
      else store.notices.add('action', `${failed} ${text}`, of.sessionID)
    })
  }

  /** Says what is not as a person may think it is. */
  const tell = (sessionID: string, { notRestored, isChecked }: FilesOutcome) => {
    const [first] = notRestored
    if (first) {
      const names = namesIn(notRestored.map(({ path }) => path))
      const text = `Not put back: ${names} ${first.reason}. Mend that, then redo and undo again.`
      store.notices.add('action', text, sessionID)
    }
    if (!isChecked) {
      const text =
        'The engine runs elsewhere, so its files were not looked at. Check them there before you go on.'
      store.notices.add('action', text, sessionID)
    }
  }

  const undoTo = async (sessionID: string, messageID: string, force?: boolean) => {
    if (!store.workbench.begin(sessionID, 'undoing')) return
    const said = sentDraft(store.transcripts.get(sessionID), messageID)
    store.write(() => store.notices.clear(sessionID))
    try {
      if (store.isBusy(sessionID)) await client.call('sessions.abort', { id: sessionID })
      const input = { id: sessionID, messageID, ...(force && { force }) }
      const { files, ...session } = (await client.call('sessions.revert', input)).value
      store.write(() => {
        store.list.put(session)
        store.undo.setOutcome(sessionID, files)
        tell(sessionID, files)
        giveBack(sessionID, said)
      })
    } catch (error) {
      refused(error, { sessionID, messageID }, 'The message was not undone.')
    } finally {
      store.write(() => store.workbench.end(sessionID))
    }
  }

  const redo = async (sessionID: string, force?: boolean) => {
    if (!store.workbench.begin(sessionID, 'redoing')) return
    store.write(() => store.notices.clear(sessionID))
    try {
      const input = { id: sessionID, ...(force && { force }) }
      const { files, ...session } = (await client.call('sessions.unrevert', input)).value
      store.write(() => {
        store.list.put(session)
        store.undo.setOutcome(sessionID, undefined)
        tell(sessionID, files)
        takeBack(sessionID)
      })
      if (files.replaced.length > 0) {
        const were = files.replaced.length === 1 ? 'was' : 'were'
        remark(`Redone. ${namesIn(files.replaced)} ${were} replaced, and what was there is kept.`)
      }
    } catch (error) {
      const sessionOnly = { sessionID, messageID: undefined }
      refused(error, sessionOnly, 'What was undone was not brought back.')
    } finally {
      store.write(() => store.workbench.end(sessionID))
    }
  }

  const loadKept = async (sessionID: string) => {
    try {
      const { value: copies } = await client.call('sessions.copies', { id: sessionID })
      store.write(() => store.undo.tellView(sessionID, { copies }))
    } catch (error) {
      const failure = messageOf(error)
      store.write(() => store.undo.tellView(sessionID, { failure }))
    }
  }

  return {
    undoTo: (sessionID, messageID) => undoTo(sessionID, messageID),
    redo: (sessionID) => redo(sessionID),

    async insist() {
      const { question } = store.undo
      if (!question) return
      store.write(() => store.undo.closeQuestion())
      const { sessionID, messageID } = question
      await (messageID === undefined ? redo(sessionID, true) : undoTo(sessionID, messageID, true))
    },

    closeQuestion: () => store.write(() => store.undo.closeQuestion()),

    async showKept(sessionID) {
      store.write(() => store.undo.openView(sessionID))
      await loadKept(sessionID)
    },

    closeKept: () => store.write(() => store.undo.closeView()),

    async putBack(sessionID, copyID) {
      if (store.undo.view?.isWorking) return
      store.write(() => store.undo.tellView(sessionID, { isWorking: true, failure: '', done: '' }))
      try {
        const input = { id: sessionID, copyID }
        const { value } = await client.call('sessions.restoreCopy', input)
        const [first] = value.notRestored
        const failed = namesIn(value.notRestored.map(({ path }) => path))
        const { length } = value.restored
        store.write(() =>
          store.undo.tellView(sessionID, {
            done: `Put back ${length === 1 ? '1 file' : `${length} files`}.`,
            failure: first ? `Not put back: ${failed} ${first.reason}.` : '',
          }),
        )
        await loadKept(sessionID)
      } catch (error) {
        const failure = messageOf(error)
        store.write(() => store.undo.tellView(sessionID, { failure }))
      } finally {
        store.write(() => store.undo.tellView(sessionID, { isWorking: false }))
      }
    },
  }
}
