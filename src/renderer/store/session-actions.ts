import { AppError } from '../../shared/errors'
import type { Client } from '../client/client'
import { type Clock, pageClock } from './clock'
import { isCompacted } from './compaction'
import { EMPTY_DRAFT } from './drafts'
import { exportMarkdown, fileNameOf } from './export-markdown'
import { fetchAllMessages } from './fetch-messages'
import { messageOf } from './message-of'
import { createRemovalActions, type RemovalActions } from './removal'
import { withoutUndone } from './revert'
import { createRevertActions, type RevertActions } from './revert-actions'
import { sentDraft } from './sent-draft'
import type { Store } from './store'
import { titleOf } from './title-of'
import type { Work } from './workbench'

/** What a person can do with a session as a whole. None of these rejects. */
export interface SessionActions extends RemovalActions, RevertActions {
  /** Opens the form that renames it, or that publishes it. */
  openForm(kind: 'rename' | 'share', sessionID: string): void
  closeForm(kind: 'rename' | 'share', sessionID: string): void
  /** Keeps what is written as a title. */
  writeTitle(sessionID: string, text: string): void
  /** @returns whether it has that title now; the form says why not */
  rename(sessionID: string, title: string): Promise<boolean>
  /** Copies a session and opens the copy. @param messageID copies only what came before it */
  fork(sessionID: string, messageID?: string): Promise<void>
  /** Publishes a session and copies its link; the form says how it went. */
  share(sessionID: string): Promise<void>
  /** Copies the link of a published session. */
  copyLink(sessionID: string): Promise<void>
  /** Takes a published session back. */
  unshare(sessionID: string): Promise<void>
  /** Has the history replaced by a summary. */
  compact(sessionID: string): Promise<void>
  /** Hands over the whole session as Markdown. */
  exportSession(sessionID: string, to: 'file' | 'clipboard'): Promise<void>
}

/** What the page around gives. */
export interface Surroundings {
  readonly clock: Clock
  /** @throws when the page may not */
  copy(text: string): Promise<void>
  /** Offers a text as a file. */
  save(name: string, text: string): void
}

/** The page's own. */
export const pageSurroundings: Surroundings = {
  clock: pageClock,
  copy: (text) => navigator.clipboard.writeText(text),
  save: (name, text) => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }))
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    // The download has hold of the blob only after this turn.
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  },
}

/** Builds the actions. @param open opens a session */
export function createSessionActions(
  client: Client,
  store: Store,
  { clock, copy, save }: Surroundings,
  open: (sessionID: string) => void,
): SessionActions {
  const removal = createRemovalActions(client, store, { clock, open })

  /** Does one thing at a time with a session; what fails is said with `failed` before it. */
  const work = async (sessionID: string, kind: Work, failed: string, run: () => Promise<void>) => {
    if (!store.workbench.begin(sessionID, kind)) return
    const about = sessionID === store.openID ? sessionID : undefined
    store.write(() => store.notices.clear(about))
    try {
      await run()
    } catch (error) {
      const said = `${failed} ${messageOf(error)}`.trim()
      store.write(() => store.notices.add('action', said, about))
    } finally {
      store.write(() => store.workbench.end(sessionID))
    }
  }

  const copyOr = async (text: string, done: string, failed: string) => {
    try {
      await copy(text)
      removal.remark(done)
    } catch {
      store.write(() => store.notices.add('action', failed))
    }
  }

  return {
    ...removal,
    ...createRevertActions(client, store, removal.remark),

    openForm(kind, sessionID) {
      const place = sessionID === store.openID ? 'header' : 'dialog'
      const text = titleOf(store, sessionID)
      store.write(() => store.workbench.openForm({ kind, sessionID, place, text }))
    },

    closeForm(kind, sessionID) {
      store.write(() => store.workbench.closeForm(kind, sessionID))
    },

    writeTitle(sessionID, text) {
      store.write(() => store.workbench.tellForm('rename', sessionID, { text, failure: '' }))
    },

    async rename(sessionID, title) {
      store.write(() => store.workbench.tellForm('rename', sessionID, { failure: '' }))
      try {
        const { value } = await client.call('sessions.update', { id: sessionID, title })
        store.write(() => {
          store.list.put(value)
          store.workbench.closeForm('rename', sessionID)
        })
        return true
      } catch (error) {
        const failure = `Not renamed. ${messageOf(error)}`
        store.write(() => store.workbench.tellForm('rename', sessionID, { failure }))
        return false
      }
    },

    fork: (sessionID, messageID) =>
      work(sessionID, 'forking', 'The session was not forked.', async () => {
        // The engine would copy what is undone too, and forget that it is.
        const before = messageID ?? store.list.get(sessionID)?.revert?.messageID
        const said =
          messageID === undefined
            ? EMPTY_DRAFT
            : sentDraft(store.transcripts.get(sessionID), messageID)
        const { value } = await client.call('sessions.fork', {
          id: sessionID,
          ...(before !== undefined && { messageID: before }),
        })
        store.write(() => {
          store.list.put(value)
          store.outbox.drafts.change(value.id, said)
        })
        open(value.id)
      }),

    async share(sessionID) {
      if (!store.workbench.begin(sessionID, 'publishing')) return
      store.write(() => store.workbench.tellForm('share', sessionID, { failure: '' }))
      try {
        const { value } = await client.call('sessions.share', { id: sessionID })
        store.write(() => {
          store.links.publish(sessionID)
          store.list.put(value)
        })
        const isCopied = await copy(value.share?.url ?? '').then(
          () => value.share !== undefined,
          () => false,
        )
        store.write(() => store.workbench.tellForm('share', sessionID, { isCopied }))
      } catch (error) {
        const failure = messageOf(error)
        store.write(() => store.workbench.tellForm('share', sessionID, { failure }))
      } finally {
        store.write(() => store.workbench.end(sessionID))
      }
    },

    async copyLink(sessionID) {
      const link = store.links.linkOf(store.list.get(sessionID))
      if (link === undefined) return
      await copyOr(link, 'Link copied.', `The link was not copied. It is ${link}`)
      store.write(() => store.workbench.tellForm('share', sessionID, { isCopied: true }))
    },

    unshare: (sessionID) =>
      work(sessionID, 'withdrawing', '', async () => {
        const link = store.links.linkOf(store.list.get(sessionID))
        await client.call('sessions.unshare', { id: sessionID })
        store.write(() => {
          if (link !== undefined) store.links.withdraw(sessionID, link)
          store.workbench.closeForm('share', sessionID)
        })
        removal.remark(`“${titleOf(store, sessionID)}” is no longer shared.`)
      }),

    compact: (sessionID) =>
      work(sessionID, 'compacting', 'The session was not compacted.', async () => {
        if (store.list.get(sessionID)?.revert) {
          throw new AppError('conflict', 'Some of it is undone. Redo that or send a message first.')
        }
        if (isCompacted(store, sessionID)) {
          removal.remark('Nothing to compact: nothing was said since the last time.')
          return
        }
        await client.call('sessions.summarize', { id: sessionID })
      }),

    exportSession: (sessionID, to) =>
      work(sessionID, 'exporting', 'The session was not exported.', async () => {
        const { value: session } = await client.call('sessions.get', { id: sessionID })
        const all = await fetchAllMessages(client, sessionID)
        const { revert } = session
        const messages = revert ? withoutUndone(all, revert) : all
        const text = exportMarkdown(session, messages)
        if (to === 'file') save(fileNameOf(session), text)
        else
          await copyOr(text, 'Copied as Markdown.', 'The clipboard was not available. Try again.')
      }),
  }
}
