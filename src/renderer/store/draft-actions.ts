import type { Choice } from './choices'
import type { Draft, Mention } from './drafts'
import { NO_SESSION } from './outbox'
import { type FileLike, readAttachments } from './read-attachment'
import type { Store } from './store'

/** What a person can do with the draft of the open session, or of the one to come. */
export interface DraftActions {
  /** Writes the draft's text. */
  setDraft(text: string): void
  /** Changes what else there is of it. */
  changeDraft(change: Partial<Draft>): void
  /** Writes a text that names something by `@`. */
  mention(text: string, mention: Mention): void
  /** Reads files and attaches them; what cannot be attached becomes a notice. */
  attach(files: readonly FileLike[]): Promise<void>
  detach(attachmentID: string): void
  /** Chooses who answers, here and in sessions to come; undefined leaves it to the engine. */
  choose(change: { [K in keyof Choice]?: Choice[K] | undefined }): void
}

export function createDraftActions(store: Store): DraftActions {
  const { drafts } = store.outbox
  const key = () => store.openID ?? NO_SESSION
  const change = (change: Partial<Draft>) => store.write(() => drafts.change(key(), change))
  // One after the other: each has to know how much is attached already.
  let attached = Promise.resolve()

  const attach = async (at: string, files: readonly FileLike[]) => {
    const { attachments, refused } = await readAttachments(files, drafts.get(at).attachments)
    store.write(() => {
      drafts.change(at, { attachments: [...drafts.get(at).attachments, ...attachments] })
      for (const reason of refused) store.notices.add('action', reason, at || undefined)
    })
  }

  return {
    setDraft: (text) => change({ text }),
    changeDraft: change,

    mention(text, mention) {
      const others = drafts.get(key()).mentions.filter(({ value }) => value !== mention.value)
      change({ text, mentions: [...others, mention] })
    },

    async attach(files) {
      if (files.length === 0) return
      const at = key()
      store.write(() => {
        store.outbox.beginReading(at)
        store.notices.clear(at || undefined)
      })
      attached = attached.then(() => attach(at, files))
      await attached
      store.write(() => store.outbox.endReading(at))
    },

    detach: (id) =>
      change({ attachments: drafts.get(key()).attachments.filter((it) => it.id !== id) }),

    choose: (choice) => store.write(() => store.choices.choose(key(), choice)),
  }
}
