import type { EngineStatus, SessionStatus } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { EventEnvelope } from '../../shared/events'
import type { OpencodeClient } from '../engine/connection'
import type { Hub, Sink } from '../events/hub'
import { type Pause, pause as systemPause } from '../events/pause'
import type { SessionTree } from '../events/session-tree'
import { runError } from './engine-answer'
import { engineGone, type RunOutcome, readOutcome, readUnanswered, type Seen } from './read-outcome'

/**
 * How long after an idle session its message may still be on its way to a run of its own, in ms: the
 * engine stores a message, then looks whether a run is there, then begins one (opencode 1.18.33).
 * Measured: 130 ms at most. And a run that was stopped says twice that it is idle, of which the second
 * may come when the next has begun.
 */
const BEGIN_MS = 2_000

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
  /** Tells whether a run was stopped at an answer, because the clock is behind its session. */
  isBackdated: (answerID: string) => boolean
  /** Calls back after each change of the engine's state. */
  onEngineStatus: (listener: (status: EngineStatus) => void) => () => void
  /** Waits by the system's clock when absent. */
  pause?: Pause | undefined
}

/** Builds the follower of runs. */
export function createRunFollower(options: RunFollowerOptions): FollowRun {
  return (run, sink) => followRun(options, run, sink)
}

function followRun(
  options: RunFollowerOptions,
  { sessionID, messageID, after }: Parameters<FollowRun>[0],
  sink: RunSink,
): RunHandle {
  const { hub, tree, status, getClient, isBackdated, onEngineStatus } = options
  const { pause = systemPause } = options
  const seen: Seen = {
    taken: false,
    answerID: undefined,
    answers: new Set(),
    backdated: undefined,
    isAlone: true,
    gap: false,
    failure: undefined,
  }
  const closed = new AbortController()

  const finish = (outcome: RunOutcome) => {
    if (closed.signal.aborted) return
    close()
    sink.end(outcome)
  }

  const asked = { sessionID, messageID }
  /** How often there was a reason to look whether it has ended. */
  let reasons = 0
  let looking = false
  /** Ends the wait for a run that may begin. */
  let waiting = new AbortController()
  const settle = async () => {
    reasons += 1
    waiting.abort()
    if (looking) return
    looking = true
    for (let looked = 0; looked !== reasons && !closed.signal.aborted; ) {
      looked = reasons
      seen.backdated ??= [...seen.answers].find(isBackdated)
      const found = await readOutcome(getClient, asked, seen)
      if (found) finish(found)
      // There is more to look at.
      if (looked !== reasons || closed.signal.aborted) continue
      const wasTaken = seen.taken
      waiting = new AbortController()
      await pause(BEGIN_MS, AbortSignal.any([closed.signal, waiting.signal]))
      if (looked !== reasons || closed.signal.aborted) continue
      // It was another one that was refused, and this one begins.
      if (seen.taken !== wasTaken) continue
      const ended = await readUnanswered(getClient, asked, seen)
      if (ended) finish(ended)
    }
    looking = false
  }

  const watch = (payload: EventEnvelope['payload']) => {
    switch (payload.type) {
      case 'message.updated': {
        const { info } = payload.properties
        if (info.id === messageID) {
          // What failed before was another message's.
          if (!seen.taken) seen.failure = undefined
          seen.taken = true
        } else if (info.role === 'user') {
          // It is told of again when its run ends, and may be one from before.
          if (seen.taken) seen.isAlone = false
        } else if (seen.taken) {
          seen.answers.add(info.id)
          if (info.parentID === messageID) seen.answerID = info.id
        }
        return
      }
      case 'session.error': {
        const error = runError(payload.properties.error)
        if (seen.taken) seen.failure = error
        // The end of an earlier run that was stopped just before this one was asked for.
        else if (error.code !== 'aborted') {
          // Refused before a message was made, if it is not another one that was: no idle follows.
          // It is told of twice, without words the second time (opencode 1.18.33).
          seen.failure ??= error
          settle()
        }
        return
      }
      case 'session.idle':
        if (seen.taken || seen.gap || seen.failure) settle()
        return
      case 'session.deleted':
        // Not in this turn: what came before it is still being handed over.
        Promise.resolve().then(() => finish({ kind: 'error', error: sessionDeleted() }))
    }
  }

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
    if (!running) finish({ kind: 'error', error: engineGone(seen) })
  })
  const close = () => {
    closed.abort()
    cursor.close()
    unsubscribe()
  }
  return { resume: cursor.resume, close }
}

const sessionDeleted = () => new AppError('not_found', 'The session was deleted.')

const OUTCOME_TYPES = new Set([
  'message.updated',
  'session.error',
  'session.idle',
  'session.deleted',
])
