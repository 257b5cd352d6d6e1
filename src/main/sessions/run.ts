import type { EngineStatus, MessageWithParts, SessionStatus } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { EventEnvelope } from '../../shared/events'
import type { OpencodeClient } from '../engine/connection'
import type { Hub, Sink } from '../events/hub'
import type { SessionTree } from '../events/session-tree'
import { ask, runError } from './engine-answer'
import { readSince } from './pages'
import { decidingAnswer } from './run-answer'

/** How a run ended: with the finished assistant message, or with a failure. */
export type RunOutcome =
  | { kind: 'done'; message: MessageWithParts }
  | { kind: 'error'; error: AppError }

/** A sink that is also told the end of the run, after the last event of it. Called once. */
export interface RunSink extends Sink {
  end(outcome: RunOutcome): void
}

export interface RunHandle {
  /** Says that the sink takes more. */
  resume(): void
  /** Stops following. Never aborts the run. */
  close(): void
}

/**
 * Follows the run of one prompt: the events of its session and of the session's descendants that
 * came after `after`, then the outcome.
 */
export type FollowRun = (
  run: { sessionID: string; messageID: string; after: number },
  sink: RunSink,
) => RunHandle

export interface RunFollowerOptions {
  hub: Hub
  tree: SessionTree
  /** What the session is doing, as the event stream says. */
  status: (sessionID: string) => SessionStatus
  getClient: () => OpencodeClient
  /** Calls back after each change of the engine's state. */
  onEngineStatus: (listener: (status: EngineStatus) => void) => () => void
}

/** Builds the follower of runs. */
export function createRunFollower(options: RunFollowerOptions): FollowRun {
  return (run, sink) => followRun(options, run, sink)
}

function followRun(
  { hub, tree, status, getClient, onEngineStatus }: RunFollowerOptions,
  { sessionID, messageID, after }: Parameters<FollowRun>[0],
  sink: RunSink,
): RunHandle {
  let failure: AppError | undefined
  const seen: Seen = { taken: false, answerID: undefined, others: new Set(), gap: false }
  let settled = false

  const finish = (outcome: RunOutcome) => {
    if (closed) return
    close()
    sink.end(outcome)
  }

  const settle = async () => {
    if (settled) return
    settled = true
    const outcome = await readOutcome(getClient, { sessionID, messageID }, seen, failure)
    if (outcome) finish(outcome)
    else settled = false
  }

  const watch = (payload: EventEnvelope['payload']) => {
    switch (payload.type) {
      case 'message.updated': {
        const { info } = payload.properties
        if (info.id === messageID) seen.taken = true
        else if (info.role === 'user' && seen.taken) seen.others.add(info.id)
        else if (info.role === 'assistant' && info.parentID === messageID) seen.answerID = info.id
        return
      }
      case 'session.error':
        failure = runError(payload.properties.error)
        // The end of an earlier run that was stopped just before this one was asked for.
        if (!seen.taken && failure.code === 'aborted') failure = undefined
        // Refused before a message was made: no idle follows.
        else if (!seen.taken) settle()
        return
      case 'session.idle':
        if (seen.taken || seen.gap) settle()
        return
      case 'session.deleted':
        failure = new AppError('not_found', 'The session was deleted.')
        settle()
    }
  }

  let closed = false
  const cursor = hub.subscribe(
    {
      batch(batch) {
        const more = sink.batch(batch)
        for (const event of batch.events) {
          if (event.sessionID !== sessionID || !OUTCOME_TYPES.has(event.type)) continue
          watch((JSON.parse(event.text) as EventEnvelope).payload)
        }
        return more
      },
      resync(seq, reason) {
        const more = sink.resync(seq, reason)
        // The events that would have said the end may be among the lost ones.
        seen.gap = true
        if (status(sessionID).type === 'idle') settle()
        return more
      },
      failed: (error) => sink.failed?.(error),
    },
    {
      after,
      filter: (event) => event.sessionID !== undefined && tree.isWithin(event.sessionID, sessionID),
    },
  )
  const unsubscribe = onEngineStatus(({ running }) => {
    if (!running) finish({ kind: 'error', error: engineGone() })
  })
  const close = () => {
    closed = true
    cursor.close()
    unsubscribe()
  }
  return { resume: cursor.resume, close }
}

const OUTCOME_TYPES = new Set([
  'message.updated',
  'session.error',
  'session.idle',
  'session.deleted',
])

/** What the stream has told of a run. */
interface Seen {
  /** The engine has made its message. */
  taken: boolean
  /** The newest answer to its message. */
  answerID: string | undefined
  /** The messages of the session that were not of the assistant and came after its own. */
  others: Set<string>
  /** Events are missing: there may be more of both. */
  gap: boolean
}

/** @returns undefined when the run has not begun: its message may still be on its way */
async function readOutcome(
  getClient: () => OpencodeClient,
  { sessionID, messageID }: { sessionID: string; messageID: string },
  { taken, answerID, others, gap }: Seen,
  failure: AppError | undefined,
): Promise<RunOutcome | undefined> {
  try {
    const client = getClient()
    let message: MessageWithParts | undefined
    if (answerID && others.size === 0 && !gap) {
      message = await ask(client.session.message({ sessionID, messageID: answerID }))
    } else {
      const messages = await readSince(client, sessionID, messageID)
      const isThere = messages.some(({ info }) => info.id === messageID)
      if (gap && !taken && !failure && !isThere) return undefined
      message = decidingAnswer(messages, messageID, gap ? undefined : others)
    }
    const { info } = message ?? {}
    if (message && info?.role === 'assistant') {
      if (info.error) return { kind: 'error', error: runError(info.error) }
      if (info.time.completed !== undefined) return { kind: 'done', message }
    }
    return { kind: 'error', error: failure ?? interrupted() }
  } catch (cause) {
    const error = failure ?? (cause instanceof AppError ? cause : interrupted(cause))
    return { kind: 'error', error }
  }
}

const engineGone = () =>
  new AppError(
    'engine_unavailable',
    'The engine stopped before the run had ended. Send it again when the engine is back.',
  )

const interrupted = (cause?: unknown) =>
  new AppError('engine_error', 'The run was interrupted before it had an answer. Send it again.', {
    cause,
  })
