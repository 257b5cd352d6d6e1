import { AppError } from '../../shared/errors'
import type { Client } from '../client/client'
import { messageOf } from './message-of'
import { describeRunError } from './run-error'
import type { Store } from './store'
import type { Transcript } from './transcript'
import { PAGE } from './transcripts'

/** Fetching what was said. None of these rejects: failures become states of the transcript. */
export interface MessageActions {
  /** Fetches a session's newest messages: as many as the person needs to go on where they read. */
  loadMessages(sessionID: string): Promise<void>
  /**
   * Fetches the page before those that are here; whoever asks meanwhile gets the same one.
   * @returns whether there is more here now
   */
  loadEarlier(sessionID: string, limit?: number): Promise<boolean>
}

/** Builds them over a client and a store. */
export function createMessageActions(client: Client, store: Store): MessageActions {
  // What a reload remembered may be gone by now; that is no news. What the list showed is.
  const closeMissing = (sessionID: string) => {
    const wasListed = store.list.get(sessionID) !== undefined
    store.forget(sessionID)
    if (wasListed) {
      store.notices.add(
        'action',
        'That session no longer exists. Pick another, or start a new one.',
      )
    }
  }

  const loadMessages = async (sessionID: string) => {
    const transcript = store.transcripts.get(sessionID)
    if (!transcript) return
    const ticket = transcript.begin()
    store.write(() => undefined)
    // An answer that does not say what it holds has at least what came before it was asked for.
    const { lastSeq } = store
    const limit = store.transcripts.wanted(sessionID)
    try {
      const { value, seq = lastSeq } = await client.call('sessions.messages', {
        id: sessionID,
        limit,
      })
      store.write(() => {
        if (!transcript.fill(ticket, value, seq, limit)) return
        for (const { info } of value) {
          if (info.role === 'assistant' && info.error) {
            store.notices.dropRun(sessionID, describeRunError(info.error))
          }
        }
      })
    } catch (error) {
      store.write(() => {
        if (error instanceof AppError && error.code === 'not_found') closeMissing(sessionID)
        else transcript.fail(ticket, messageOf(error))
      })
    }
  }

  const loadPage = async (transcript: Transcript, limit: number): Promise<boolean> => {
    const page = transcript.beginEarlier()
    if (!page) return false
    store.write(() => undefined)
    const { lastSeq } = store
    try {
      const { value, seq = lastSeq } = await client.call('sessions.messages', {
        id: transcript.sessionID,
        limit,
        before: page.before,
      })
      let isFilled = false
      store.write(() => {
        isFilled = transcript.fillEarlier(page.ticket, value, seq, limit)
      })
      return isFilled
    } catch (error) {
      // Not found may be the message alone, removed a moment ago; of a session there is an event.
      store.write(() => transcript.failEarlier(page.ticket, messageOf(error)))
      return false
    }
  }
  const pages = new WeakMap<Transcript, Promise<boolean>>()

  return {
    loadMessages,

    async loadEarlier(sessionID, limit = PAGE) {
      const transcript = store.transcripts.get(sessionID)
      if (!transcript) return false
      const underWay = transcript.earlier === 'loading' ? pages.get(transcript) : undefined
      const page = underWay ?? loadPage(transcript, limit)
      pages.set(transcript, page)
      return page
    },
  }
}
