import { type After, after as pageAfter } from '../client/after'
import type { Client } from '../client/client'
import { messageOf } from './message-of'
import { readPanelNews } from './panel-events'
import type { Store } from './store'

/** Long enough for the events of one step to be one fetch. */
const SETTLE_MS = 400

/** What the side panel does. None of these rejects; what watches ends with the returned function. */
export interface PanelActions {
  /** Follows the to-dos of a session, and whether its changes are stale, while the panel is seen. */
  watchSession(sessionID: string): () => void
  /** Keeps the changes of a session fresh, while they are seen and the session is watched. */
  watchChanges(sessionID: string): () => void
  /** Collects events, while they are seen or the list of them is paused. */
  watchEvents(): () => void
  loadChanges(): Promise<void>
  loadTodos(): Promise<void>
}

/**
 * Builds these actions over a client and a store.
 * @param after runs later, in ms; the returned function cancels
 */
export function createPanelActions(
  client: Client,
  store: Store,
  after: After = pageAfter,
): PanelActions {
  let areChangesSeen = false
  let isFetching = false
  let cancelFetch: (() => void) | undefined
  let untapEvents: (() => void) | undefined

  const loadChanges = async () => {
    const { sessionID } = store.changes
    cancelFetch?.()
    cancelFetch = undefined
    if (sessionID === undefined || !store.isReady) return
    isFetching = true
    const ticket = store.changes.begin()
    store.write(() => undefined)
    try {
      const { value } = await client.call('sessions.diff', { id: sessionID })
      store.write(() => store.changes.fill(ticket, value))
    } catch (error) {
      store.write(() => store.changes.fail(ticket, messageOf(error)))
    } finally {
      isFetching = false
    }
    // What changed meanwhile; after a failure only an event or a person tries again.
    if (store.changes.phase === 'ready') fetchSoon()
  }

  const fetchSoon = () => {
    if (!areChangesSeen || !store.changes.isStale || isFetching || cancelFetch) return
    cancelFetch = after(SETTLE_MS, () => {
      cancelFetch = undefined
      void loadChanges()
    })
  }

  const loadTodos = async () => {
    const { openID } = store
    if (openID === undefined || !store.isReady) return
    const ticket = store.todos.begin()
    store.write(() => undefined)
    try {
      const { value } = await client.call('sessions.todo', { id: openID })
      store.write(() => store.todos.fill(ticket, value))
    } catch (error) {
      store.write(() => store.todos.fail(ticket, messageOf(error)))
    }
  }

  const noteChanges = () => {
    store.changes.noteStale()
    fetchSoon()
  }

  return {
    loadChanges,
    loadTodos,

    watchSession(sessionID) {
      store.write(() => {
        store.changes.lookAt(sessionID)
        store.todos.lookAt(sessionID)
      })
      void loadTodos()
      const startOver = () => {
        noteChanges()
        void loadTodos()
      }
      const untap = store.taps.add({
        hello: startOver,
        resync: startOver,
        lost: () => undefined,
        batch: (_first, envelopes) => {
          for (const envelope of envelopes) {
            const news = readPanelNews(envelope)
            if (news?.sessionID !== sessionID) continue
            if (news.kind === 'todos') store.todos.apply(sessionID, news.todos)
            else noteChanges()
          }
        },
      })
      return () => {
        untap()
        // From here on nobody hears what else is changed.
        store.changes.noteStale()
      }
    },

    watchChanges(sessionID) {
      areChangesSeen = true
      store.write(() => store.changes.lookAt(sessionID))
      if (store.changes.isStale) void loadChanges()
      return () => {
        areChangesSeen = false
        cancelFetch?.()
        cancelFetch = undefined
      }
    },

    watchEvents() {
      const { inspector } = store
      store.write(() => inspector.start())
      untapEvents ??= store.taps.add({
        hello: (seq) => inspector.markHello(seq),
        resync: (seq, reason) => inspector.markResync(seq, reason),
        batch: (first, envelopes) => inspector.take(first, envelopes),
        lost: () => inspector.markLost(),
      })
      return () => {
        store.write(() => inspector.stop())
        if (inspector.isOn) return
        untapEvents?.()
        untapEvents = undefined
      }
    },
  }
}
