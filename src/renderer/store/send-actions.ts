import { AppError } from '../../shared/errors'
import type { After } from '../client/after'
import type { Client } from '../client/client'
import { directoryOf } from './catalog'
import type { CatalogActions } from './catalog-actions'
import { type Draft, hasContent, titleOf } from './drafts'
import { messageOf, notSent } from './message-of'
import { NO_SESSION } from './outbox'
import { fileParts, promptParts, readCommand } from './prompt-parts'
import { choiceIn } from './resolve-choice'
import type { Store } from './store'

/** How long a first Escape counts, in ms. */
const ESCAPE_MS = 2_000

/** What a person can do with what was written. None of these rejects. */
export interface SendActions {
  /**
   * Sends the draft, or queues it while the agent works; creates a session when none is open. While
   * the engine starts the draft stays where it is, and goes when that is ready.
   */
  send(): Promise<void>
  /** Stops the run of the open session. What is queued there waits for the person then. */
  stop(): Promise<void>
  /** Stops the run of the open session at the second call within two seconds. */
  stopAtSecond(): void
  /** Sends a queued message of the open session now; a run that is under way is stopped for it. */
  sendQueued(id: string): Promise<void>
  /** Gives a queued message of the open session back to be edited. */
  editQueued(id: string): void
  removeQueued(id: string): void
}

export interface SendOptions {
  client: Client
  store: Store
  catalog: Pick<CatalogActions, 'loadCatalog'>
  /** @returns the new session's id, or undefined when a notice says why there is none */
  createSession: () => Promise<string | undefined>
  delay: After
}

/** @returns the actions, and `follow`, which sends what is queued in its turn until it is ended */
export function createSendActions({ client, store, catalog, createSession, delay }: SendOptions) {
  const { outbox } = store
  const { queue } = outbox

  /** Hands the draft to the engine. @returns the message that it made */
  const say = async (sessionID: string, draft: Draft): Promise<string> => {
    const text = draft.text.trim()
    const directory = directoryOf(store, sessionID)
    if (draft.isShell) {
      const { agent, model } = choiceIn(store, sessionID).sent
      const input = {
        id: sessionID,
        command: text,
        ...(agent && { agent }),
        ...(model && { model }),
      }
      return (await client.call('sessions.shell', input)).value.messageID
    }
    // Whether it is a command is known by the list of commands alone: a path begins like one.
    if (/^\/[\w-]+(\s|$)/.test(text) && store.catalogs.get(directory).phase !== 'ready') {
      await catalog.loadCatalog(directory)
      const { phase, failure } = store.catalogs.get(directory)
      if (phase !== 'ready') {
        throw new AppError('engine_error', `It is not known whether this is a command. ${failure}`)
      }
    }
    const command = readCommand(text, store.catalogs.get(directory).commands)
    const choice = choiceIn(store, sessionID).sent
    if (command) {
      // What the engine makes of a command is another text: places in this one say nothing there.
      const parts = fileParts(draft, text, directory).map(({ source: _, ...part }) => part)
      const input = { id: sessionID, ...command, ...choice, ...(parts.length > 0 && { parts }) }
      return (await client.call('sessions.command', input)).value.messageID
    }
    const parts = promptParts(draft, text, directory)
    return (await client.call('sessions.prompt', { id: sessionID, parts, ...choice })).value
      .messageID
  }

  /** Shows the draft as sent; {@link deliver} follows. */
  const begin = (key: string, draft: Draft) => {
    const after = store.transcripts.get(key)?.newest
    outbox.setPending(key, { text: titleOf(draft).trim(), after, messageID: undefined })
    store.notices.clear(key === NO_SESSION ? undefined : key)
  }

  /** @param giveBack puts the draft back to where it was, when it could not be sent */
  const deliver = async (sessionID: string, draft: Draft, giveBack: () => void) => {
    store.list.expectRun(sessionID)
    queue.noteSent(sessionID)
    try {
      const messageID = await say(sessionID, draft)
      store.write(() => {
        store.list.promptTaken(sessionID)
        store.history.add(sessionID, draft)
        const pending = outbox.pending(sessionID)
        if (pending) {
          outbox.setPending(sessionID, { ...pending, messageID })
          outbox.reconcile(sessionID, store.transcripts.get(sessionID))
        }
      })
    } catch (error) {
      store.write(() => {
        store.list.expectNothing(sessionID)
        queue.noteRefused(sessionID)
        outbox.takePending(sessionID)
        giveBack()
        store.notices.add('action', notSent(error), sessionID)
      })
    }
  }

  /** Whether the next queued message of that session can go. */
  const isItsTurn = (sessionID: string): boolean =>
    store.isReady &&
    !store.isBusy(sessionID) &&
    !outbox.isUnderWay(sessionID) &&
    queue.isSettled(sessionID)

  const sendWaiting = () => {
    for (const [sessionID, [first]] of queue.all) {
      if (!first || first.isHeld || !isItsTurn(sessionID)) continue
      // Told to the listeners, of which this is one: from here on it is not its turn any more.
      store.write(() => {
        queue.remove(sessionID, first.id)
        begin(sessionID, first.draft)
      })
      void deliver(sessionID, first.draft, () => queue.putBack(sessionID, first.draft))
    }
  }

  const sendAwaited = () => {
    const isWanted = outbox.awaitsEngine(store.openID ?? NO_SESSION)
    if (isWanted && isComing(store)) return
    // What was changed, left, or let down by the engine waits for the person.
    outbox.endAwaiting()
    if (isWanted && store.isReady) void actions.send()
  }

  const stop = async (sessionID: string) => {
    try {
      await client.call('sessions.abort', { id: sessionID })
      store.write(() => {
        // A run that was not there yet will not say that it ended.
        store.list.expectNothing(sessionID)
        queue.noteRefused(sessionID)
      })
    } catch (error) {
      store.write(() => {
        queue.noteFailed(sessionID, false)
        store.notices.add('action', `The run was not stopped. ${messageOf(error)}`, sessionID)
      })
    }
  }

  let disarm: (() => void) | undefined

  const actions: SendActions = {
    async send() {
      const sessionID = store.openID
      const key = sessionID ?? NO_SESSION
      const written = outbox.drafts.get(key)
      if (!hasContent(written) || outbox.isReading(key)) return
      if (isComing(store)) {
        store.write(() => outbox.awaitEngine(key))
        return
      }
      const attachments = written.isShell ? [] : written.attachments
      const draft: Draft = { ...written, attachments, missing: [] }
      const take = () => {
        outbox.drafts.drop(key)
        // The shell takes no files: they stay for what is said next.
        if (draft.isShell) outbox.drafts.change(key, { attachments: written.attachments })
      }
      if (sessionID !== undefined && isQueueing(store, sessionID)) {
        store.write(() => {
          queue.add(sessionID, draft)
          take()
        })
        return
      }
      if (!canSend(store)) return
      store.write(() => {
        take()
        begin(key, draft)
      })
      const target = sessionID ?? (await createSession())
      if (target === undefined) {
        store.write(() => {
          outbox.takePending(NO_SESSION)
          outbox.returnToDraft(NO_SESSION, draft.text, draft)
        })
        return
      }
      await deliver(target, draft, () => outbox.returnToDraft(target, draft.text, draft))
    },

    async stop() {
      const sessionID = store.openID
      if (sessionID === undefined) return
      store.write(() => queue.hold(sessionID))
      await stop(sessionID)
    },

    stopAtSecond() {
      const sessionID = store.openID
      if (sessionID === undefined || !store.isBusy(sessionID)) return
      disarm?.()
      if (store.stopArmed === sessionID) {
        store.write(() => store.setStopArmed(undefined))
        void actions.stop()
        return
      }
      store.write(() => store.setStopArmed(sessionID))
      disarm = delay(ESCAPE_MS, () => store.write(() => store.setStopArmed(undefined)))
    },

    async sendQueued(id) {
      const sessionID = store.openID
      if (sessionID === undefined || !queue.find(sessionID, id)) return
      const isWorking = store.isBusy(sessionID)
      store.write(() => {
        queue.putFirst(sessionID, id)
        if (isWorking) queue.noteCutShort(sessionID)
      })
      if (isWorking) await stop(sessionID)
    },

    editQueued(id) {
      const sessionID = store.openID
      const message = sessionID === undefined ? undefined : queue.find(sessionID, id)
      if (sessionID === undefined || !message) return
      store.write(() => {
        queue.remove(sessionID, id)
        outbox.returnToDraft(sessionID, message.draft.text, message.draft)
      })
    },

    removeQueued(id) {
      const sessionID = store.openID
      if (sessionID !== undefined) store.write(() => queue.remove(sessionID, id))
    },
  }
  const follow = () => {
    const ends = [store.subscribe(sendWaiting), store.subscribe(sendAwaited)]
    return () => {
      for (const end of ends) end()
    }
  }
  return { actions, follow }
}

/** Whether the engine is on its way: what is sent meanwhile goes when it is ready. */
function isComing({ engine }: Store): boolean {
  return engine === undefined || engine.state === 'starting' || engine.state === 'restarting'
}

/** Whether what is sent in that session now has to wait its turn. */
export const isQueueing = (store: Store, sessionID: string): boolean =>
  store.isReady &&
  (store.isBusy(sessionID) ||
    store.outbox.isUnderWay(sessionID) ||
    store.outbox.queue.hasWaiting(sessionID))

/** Whether the open session, or the one to come, takes a message now. */
export function canSend(store: Store): boolean {
  const key = store.openID ?? NO_SESSION
  if (store.outbox.isReading(key)) return false
  if (isComing(store)) return !store.outbox.awaitsEngine(key)
  const isFree = store.openID === undefined || !store.isBusy(store.openID)
  return store.isReady && isFree && !store.outbox.isUnderWay(key)
}
