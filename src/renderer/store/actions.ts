import { AppError } from '../../shared/errors'
import type { Client } from '../client/client'
import { messageOf } from './message-of'
import { NO_SESSION } from './outbox'
import { createPanelActions, type PanelActions } from './panel-actions'
import { createProviderActions, type ProviderActions } from './provider-actions'
import { createReplyActions, type ReplyActions } from './reply-actions'
import { describeRunError } from './run-error'
import { createSessionActions, pageSurroundings, type SessionActions } from './session-actions'
import type { Store } from './store'

const OPEN_KEY = 'wheelhouse.open-session'

/** Where the open session is remembered through a reload; `sessionStorage` in the page. */
export type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** What a person can do. None of these rejects: failures become notices or states of the store. */
export interface Actions extends ReplyActions, ProviderActions, SessionActions, PanelActions {
  /** Follows the event stream and opens what was open before the reload. @returns ends it */
  start(): () => void
  /** Opens a session. */
  open(sessionID: string): void
  /** Creates a session and opens it. */
  create(): Promise<void>
  /** Writes the draft of the open session, or of the one to come. */
  setDraft(text: string): void
  /** Sends the draft; creates a session first when none is open. */
  send(): Promise<void>
  /** Stops the run of the open session. */
  stop(): Promise<void>
  /** Starts the engine, or starts it again. */
  startEngine(how?: 'engine.start' | 'engine.restart'): Promise<void>
  /** Opens Wheelhouse in the person's browser. */
  openBrowser(): Promise<void>
  loadList(): Promise<void>
  loadMessages(sessionID: string): Promise<void>
  dismiss(noticeID: number): void
}

/** Builds the actions over a client and a store. */
export function createActions(
  client: Client,
  store: Store,
  memory: Memory,
  surroundings = pageSurroundings,
): Actions {
  let remembered = memory.getItem(OPEN_KEY) ?? undefined
  const remember = () => {
    if (store.openID === remembered) return
    remembered = store.openID
    if (remembered === undefined) memory.removeItem(OPEN_KEY)
    else memory.setItem(OPEN_KEY, remembered)
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
        store.list.fill(ticket, value)
        store.asks.noteParents(value)
      })
    } catch (error) {
      store.write(() => store.list.fail(ticket, messageOf(error)))
    }
  }

  const loadMessages = async (sessionID: string) => {
    const transcript = store.transcripts.get(sessionID)
    if (!transcript) return
    const ticket = transcript.begin()
    store.write(() => undefined)
    // An answer that does not say what it holds has at least what came before it was asked for.
    const { lastSeq } = store
    try {
      const { value, seq = lastSeq } = await client.call('sessions.messages', { id: sessionID })
      store.write(() => {
        if (!transcript.fill(ticket, value, seq)) return
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
      const { value } = await client.call('sessions.create', {})
      store.write(() => {
        store.setCreating(false)
        store.list.put(value)
        store.outbox.moveToSession(value.id)
      })
      // Whoever opened another session meanwhile stays there.
      if (store.openID === undefined) open(value.id)
      return value.id
    } catch (error) {
      store.write(() => {
        store.setCreating(false)
        store.notices.add('action', `No session was created. ${messageOf(error)}`)
      })
      return undefined
    }
  }

  const prompt = async (sessionID: string, text: string) => {
    store.list.expectRun(sessionID)
    try {
      const { value } = await client.call('sessions.prompt', {
        id: sessionID,
        parts: [{ type: 'text', text }],
      })
      store.write(() => {
        store.list.promptTaken(sessionID)
        const pending = store.outbox.pending(sessionID)
        if (pending) {
          store.outbox.setPending(sessionID, { ...pending, messageID: value.messageID })
          store.outbox.reconcile(sessionID, store.transcripts.get(sessionID))
        }
      })
    } catch (error) {
      store.write(() => {
        store.list.expectNothing(sessionID)
        store.outbox.takePending(sessionID)
        store.outbox.returnToDraft(sessionID, text)
        store.notices.add('action', `The message was not sent. ${messageOf(error)}`, sessionID)
      })
    }
  }

  const sendInNewSession = async (text: string) => {
    const sessionID = await createSession()
    if (sessionID === undefined) {
      store.write(() => {
        store.outbox.takePending(NO_SESSION)
        store.outbox.returnToDraft(NO_SESSION, text)
      })
      return
    }
    await prompt(sessionID, text)
  }

  return {
    ...createReplyActions(client, store),
    ...createProviderActions(client, store),
    ...createSessionActions(client, store, surroundings, open),
    ...createPanelActions(client, store),
    open,
    loadList,
    loadMessages,

    start() {
      store.onStale(refresh)
      if (remembered !== undefined) open(remembered)
      const unsubscribe = store.subscribe(remember)
      const unfollow = client.follow(store)
      return () => {
        unfollow()
        unsubscribe()
      }
    },

    async create() {
      // What is typed from here on is for the new session, not for the one that was open.
      store.write(() => store.setOpen(undefined))
      await createSession()
    },

    setDraft(text) {
      store.write(() => store.outbox.setDraft(store.openID ?? NO_SESSION, text))
    },

    async send() {
      const sessionID = store.openID
      const key = sessionID ?? NO_SESSION
      const text = store.outbox.draft(key).trim()
      if (text === '' || !canSend(store)) return
      store.write(() => {
        const order = sessionID ? store.transcripts.get(sessionID)?.order : undefined
        const after = order?.at(-1) ?? ''
        store.outbox.setDraft(key, '')
        store.outbox.setPending(key, { text, after, messageID: undefined })
        store.notices.clear(sessionID)
      })
      if (sessionID === undefined) await sendInNewSession(text)
      else await prompt(sessionID, text)
    },

    async stop() {
      const sessionID = store.openID
      if (sessionID === undefined) return
      try {
        await client.call('sessions.abort', { id: sessionID })
        // A run that was not there yet will not say that it ended.
        store.write(() => store.list.expectNothing(sessionID))
      } catch (error) {
        store.write(() =>
          store.notices.add('action', `The run was not stopped. ${messageOf(error)}`, sessionID),
        )
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

    async openBrowser() {
      try {
        await client.call('browser.open', {})
      } catch (error) {
        store.write(() => store.notices.add('action', messageOf(error)))
      }
    },

    dismiss(noticeID) {
      store.write(() => store.notices.dismiss(noticeID))
    },
  }
}

/** Whether the open session, or the one to come, takes a message now. */
export function canSend(store: Store): boolean {
  const key = store.openID ?? NO_SESSION
  const isFree = store.openID === undefined || !store.isBusy(store.openID)
  const pending = store.outbox.pending(key)
  const isUnderWay = pending !== undefined && pending.messageID === undefined
  return store.isReady && isFree && !isUnderWay
}
