import type { Client } from '../client/client'
import { type BrowserActions, createBrowserActions } from './browser-actions'
import { type CatalogActions, createCatalogActions } from './catalog-actions'
import { createDraftActions, type DraftActions } from './draft-actions'
import { createLeftoverActions, type LeftoverActions } from './leftover-actions'
import { createListActions, type ListActions } from './list-actions'
import { createMessageActions, type MessageActions } from './message-actions'
import { messageOf } from './message-of'
import { NO_SESSION } from './outbox'
import { createPanelActions, type PanelActions } from './panel-actions'
import { createProviderActions, type ProviderActions } from './provider-actions'
import { createReadingActions, type ReadingActions } from './reading-actions'
import { createReplyActions, type ReplyActions } from './reply-actions'
import type { Saved } from './saved'
import { createSendActions, type SendActions } from './send-actions'
import { createSessionActions, pageSurroundings, type SessionActions } from './session-actions'
import type { Store } from './store'

const OPEN_KEY = 'wheelhouse.open-session'

/** What a person can do. None of these rejects: failures become notices or states of the store. */
export interface Actions
  extends ReplyActions,
    DraftActions,
    SendActions,
    CatalogActions,
    ListActions,
    ProviderActions,
    SessionActions,
    MessageActions,
    ReadingActions,
    PanelActions,
    LeftoverActions,
    BrowserActions {
  /**
   * Follows the event stream and opens what was open before the reload.
   * @param after `crashes`: what was open is named and not opened, because the page crashed with it
   * @returns ends it
   */
  start(after?: 'crashes'): () => void
  /** Opens a session. */
  open(sessionID: string): void
  /** Opens a session as plain text, or as usual again. */
  showPlain(sessionID: string, isPlain: boolean): void
  /** Takes away the note on why the page came up without a session. */
  dismissCrash(): void
  /** Starts the engine, or starts it again. */
  startEngine(how?: 'engine.start' | 'engine.restart'): Promise<void>
  loadList(): Promise<void>
  dismiss(noticeID: number): void
}

/**
 * Builds the actions over a client and a store.
 * @param memory remembers the open session through a reload, as `sessionStorage` does
 */
export function createActions(
  client: Client,
  store: Store,
  memory: Saved,
  surroundings = pageSurroundings,
): Actions {
  const messages = createMessageActions(client, store)
  const { loadMessages } = messages
  const listActions = createListActions(client, store)
  const before = memory.read(OPEN_KEY)
  let remembered = typeof before === 'string' ? before : undefined
  const remember = () => {
    if (store.openID === remembered) return
    remembered = store.openID
    memory.write(OPEN_KEY, remembered)
  }

  const open = (sessionID: string) => {
    store.write(() => {
      store.setOpen(sessionID)
      store.transcripts.open(sessionID)
    })
    const phase = store.transcripts.get(sessionID)?.phase
    if (phase !== 'ready' && store.isReady) void loadMessages(sessionID)
  }

  const loadList = async () => {
    const ticket = store.list.begin()
    store.write(() => undefined)
    try {
      const { value } = await client.call('sessions.list', {})
      store.write(() => {
        if (store.list.fill(ticket, value)) store.followOpen()
        store.asks.noteParents(value)
      })
    } catch (error) {
      store.write(() => store.list.fail(ticket, messageOf(error)))
    }
  }

  const refresh = () => {
    void loadList()
    if (store.openID !== undefined) void loadMessages(store.openID)
  }

  // One at a time: whoever wants a new session meanwhile means the same one.
  let creation: Promise<string | undefined> | undefined

  /** @returns the new session's id, or undefined when a notice says why there is none */
  const createSession = (): Promise<string | undefined> => {
    creation ??= createOne().finally(() => {
      creation = undefined
    })
    return creation
  }

  const createOne = async (): Promise<string | undefined> => {
    store.write(() => {
      store.setCreating(true)
      store.notices.clear(undefined)
    })
    try {
      const directory = store.projects.current
      const { value } = await client.call('sessions.create', directory ? { directory } : {})
      store.write(() => {
        store.setCreating(false)
        store.list.put(value)
        store.outbox.moveToSession(value.id)
        store.choices.move(NO_SESSION, value.id)
      })
      // Whoever opened another session meanwhile stays there.
      if (store.openID === undefined) open(value.id)
      if (directory) void listActions.noteProject(directory)
      return value.id
    } catch (error) {
      store.write(() => {
        store.setCreating(false)
        store.notices.add('action', `No session was created. ${messageOf(error)}`)
      })
      return undefined
    }
  }

  const catalog = createCatalogActions(client, store)
  const sending = createSendActions({
    client,
    store,
    catalog,
    createSession,
    delay: surroundings.clock.after,
  })

  return {
    ...createReplyActions(client, store),
    ...createDraftActions(store),
    ...catalog,
    ...sending.actions,
    ...createProviderActions(client, store),
    ...createSessionActions(client, store, surroundings, open),
    ...messages,
    ...createReadingActions(store, messages),
    ...listActions,
    ...createPanelActions(client, store),
    ...createBrowserActions(client, store),
    ...createLeftoverActions(client, store),
    open,
    loadList,

    showPlain(sessionID, isPlain) {
      store.write(() => {
        store.plainText.set(sessionID, isPlain)
        store.plainText.dismissCrash()
        if (store.find.sessionID === sessionID) store.find.close()
      })
      open(sessionID)
    },

    dismissCrash() {
      store.write(() => store.plainText.dismissCrash())
    },

    start(after) {
      store.onStale(refresh)
      if (after === 'crashes') {
        store.write(() => store.plainText.report({ sessionID: remembered }))
        remember()
      } else if (remembered !== undefined) open(remembered)
      const unsubscribe = store.subscribe(remember)
      const endSending = sending.follow()
      const unfollow = client.follow(store)
      return () => {
        unfollow()
        endSending()
        unsubscribe()
      }
    },

    async startEngine(how = 'engine.start') {
      if (store.startingEngine) return
      store.write(() => {
        store.setStartingEngine(true)
        store.notices.clear(undefined)
      })
      try {
        await client.call(how, {})
      } catch (error) {
        store.write(() =>
          store.notices.add('action', `The engine did not start. ${messageOf(error)}`),
        )
      } finally {
        store.write(() => store.setStartingEngine(false))
      }
    },

    dismiss(noticeID) {
      store.write(() => store.notices.dismiss(noticeID))
    },
  }
}
