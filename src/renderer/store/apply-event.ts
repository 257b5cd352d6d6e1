import type { SessionStatus } from '../../shared/engine-types'
import type { KnownEvent } from './read-event'
import { describeRunError, isStopped } from './run-error'
import type { Store } from './store'

/** What a session or its messages tell; the engine's own state is the store's. */
type SessionsEvent = Exclude<KnownEvent, { type: 'wheelhouse.engine.status' }>

/** Hands an event to the parts of the store that it concerns. @param seq its number */
export function applyEvent(store: Store, event: SessionsEvent, seq: number): void {
  switch (event.type) {
    case 'session.deleted':
      store.list.apply(event)
      applyDeleted(store, event.properties.sessionID)
      return
    case 'session.created':
    case 'session.updated':
      store.list.apply(event)
      store.asks.noteParents([event.properties.info])
      return
    case 'session.status':
      applyStatus(store, event.properties.sessionID, event.properties.status)
      return
    case 'session.idle':
      applyStatus(store, event.properties.sessionID, { type: 'idle' })
      return
    case 'permission.asked':
    case 'permission.replied':
    case 'question.asked':
    case 'question.replied':
    case 'question.rejected':
      store.asks.apply(event)
      return
    case 'session.error':
      applyError(store, event.properties)
      return
    case 'message.updated': {
      const { sessionID, info } = event.properties
      store.transcripts.get(sessionID)?.apply(event, seq)
      if (info.role !== 'assistant') return
      store.outbox.queue.noteAnswer(sessionID, info)
      if (info.error && sessionID === store.openID) {
        store.notices.dropRun(sessionID, describeRunError(info.error))
      }
      return
    }
    case 'message.part.updated':
      store.doings.note(event.properties.part)
      store.transcripts.get(event.properties.sessionID)?.apply(event, seq)
      return
    default:
      store.transcripts.get(event.properties.sessionID)?.apply(event, seq)
  }
}

function applyStatus(store: Store, sessionID: string, status: SessionStatus): void {
  store.list.setStatus(sessionID, status)
  if (status.type === 'busy') {
    store.notices.clearRun(sessionID)
    store.outbox.queue.noteBusy(sessionID)
  }
  if (status.type !== 'idle') return
  if (store.stopArmed === sessionID) store.setStopArmed(undefined)
  // A run that is stopped takes its asks along, and no event says so (opencode 1.18).
  store.asks.drop(sessionID)
}

type RunError = Extract<KnownEvent, { type: 'session.error' }>['properties']

function applyError(store: Store, { sessionID, error }: RunError): void {
  if (sessionID !== undefined) {
    store.list.expectNothing(sessionID)
    store.outbox.queue.noteFailed(sessionID, error !== undefined && isStopped(error))
  }
  if (!error || isStopped(error)) return
  const text = describeRunError(error)
  if (sessionID !== store.openID || !showsError(store, text)) {
    store.notices.add('run', text, sessionID)
  }
}

function applyDeleted(store: Store, sessionID: string): void {
  const isNews = store.openID === sessionID
  store.forget(sessionID)
  if (isNews) {
    store.notices.add(
      'action',
      'The open session was deleted elsewhere. Pick another, or start a new one.',
    )
  }
}

/** Whether the last answer of the open session says that already. */
function showsError({ openID, transcripts }: Store, text: string): boolean {
  const transcript = openID === undefined ? undefined : transcripts.get(openID)
  const last = transcript?.order.at(-1)
  const message = last === undefined ? undefined : transcript?.message(last)
  return message?.role === 'assistant' && message.error !== undefined
    ? describeRunError(message.error) === text
    : false
}
