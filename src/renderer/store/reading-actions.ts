import type { MessageActions } from './message-actions'
import { neighbour } from './reading'
import { shownMessages } from './revert'
import type { Store } from './store'
import type { Transcript } from './transcript'

// Fewer answers when all are wanted: each costs the engine a search for where it begins.
const MANY = 500

/** Going about in the open session. None of these rejects. */
export interface ReadingActions {
  /** Goes to the message of the person before or after; fetches what is before when it must. */
  goToMessage(direction: 'previous' | 'next'): Promise<void>
  /** Goes to the first message of the session; fetches all that is before. */
  goToStart(): Promise<void>
  /** Goes to the end, and stays there. */
  goToEnd(): void
  /** Looks for something in the open session, in all of its messages. */
  openFind(): void
  closeFind(): void
  /** What is looked for; searches what is here at once, and fetches the rest. */
  setFindQuery(query: string): void
  findNext(by: 1 | -1): void
  /** Fetches what is before and was not searched: after a failure, or when it was let go. */
  loadForFind(): Promise<void>
}

/** Builds them over a store, and what fetches messages. */
export function createReadingActions(
  store: Store,
  { loadEarlier, loadMessages }: MessageActions,
): ReadingActions {
  const open = (): Transcript | undefined =>
    store.openID === undefined ? undefined : store.transcripts.get(store.openID)

  const bring = (sessionID: string, messageID: string) =>
    store.write(() => store.reading.bring({ sessionID, messageID }))

  /** Fetches pages until `isDone`, while the session stays open. @returns whether all went well */
  const loadUntil = async (transcript: Transcript, isDone: () => boolean): Promise<boolean> => {
    const { sessionID } = transcript
    while (!isDone()) {
      if (open() !== transcript || transcript.earlier === 'none') return false
      const hasMore = await loadEarlier(sessionID, MANY)
      if (!hasMore) return false
    }
    return true
  }

  const loadForFind = async () => {
    const transcript = open()
    if (!transcript || store.find.needle === '') return
    await loadUntil(transcript, () => store.find.sessionID !== transcript.sessionID)
  }

  return {
    async goToMessage(direction) {
      const transcript = open()
      if (!transcript) return
      const { sessionID } = transcript
      const place = store.transcripts.place(sessionID)
      const target = store.reading.target
      const at = target?.sessionID === sessionID ? target.messageID : undefined
      const find = () =>
        neighbour(transcript, shownMessages(store, sessionID), direction, place, at)
      if (direction === 'previous') await loadUntil(transcript, () => find() !== undefined)
      const messageID = find()
      if (messageID !== undefined && open() === transcript) bring(sessionID, messageID)
    },

    async goToStart() {
      const transcript = open()
      if (!transcript) return
      await loadUntil(transcript, () => transcript.earlier === 'none')
      const [first] = shownMessages(store, transcript.sessionID)
      if (first !== undefined && open() === transcript) bring(transcript.sessionID, first)
    },

    goToEnd() {
      const { openID } = store
      if (openID === undefined) return
      store.write(() => store.reading.bring({ sessionID: openID, messageID: undefined }))
      // What was let go in the meantime, all of it, is fetched anew.
      if (open()?.order.length === 0) void loadMessages(openID)
    },

    openFind() {
      const { openID } = store
      if (openID === undefined) return
      store.write(() => store.find.open(openID))
      void loadForFind()
    },

    closeFind() {
      store.write(() => store.find.close())
    },

    setFindQuery(query) {
      store.write(() => store.find.setQuery(query))
      void loadForFind()
    },

    findNext(by) {
      store.write(() => store.find.step(by))
    },

    loadForFind,
  }
}
