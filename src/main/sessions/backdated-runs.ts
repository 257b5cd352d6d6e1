import type { EventEnvelope } from '../../shared/events'
import type { OpencodeClient } from '../engine/connection'
import type { Hub } from '../events/hub'
import type { NewestMessages } from '../events/newest-messages'
import type { Logger } from '../logging'
import { CLOCK_WAIT_MS } from './clock-guard'
import { ask } from './engine-answer'

export interface BackdatedRunsOptions {
  hub: Hub
  newestMessages: NewestMessages
  getClient: () => OpencodeClient
  log: Logger
}

/** The runs that were stopped because the clock is behind their sessions. */
export interface BackdatedRuns {
  /** Tells whether a run was stopped at this answer. */
  has(answerID: string): boolean
  /** Stops no more of them. */
  close(): void
}

/** So many are remembered, of the last ones. */
const KEPT = 1_000

/**
 * Stops runs whose answers are dated before messages that were there: the clock was set back while they
 * went on, or somebody else began them. To the engine (1.18.33) such an answer is not the last message, so
 * it calls the model again, and again. The first answer is left to be finished.
 */
export function stopBackdatedRuns(options: BackdatedRunsOptions): BackdatedRuns {
  const { hub, newestMessages, getClient, log } = options
  /** Answers that were begun. One that is only changed later is as old as it says. */
  const begun = new Set<string>()
  const finished = new Set<string>()

  const stop = async (sessionID: string) => {
    log.warn(`A run in ${sessionID} was stopped: the clock is behind the messages there.`)
    try {
      await ask(getClient().session.abort({ sessionID }))
    } catch (error) {
      log.warn(`The run in ${sessionID} could not be stopped.`, error)
    }
  }

  const { close } = hub.subscribe(
    {
      batch({ events }) {
        for (const { text } of events) {
          const { payload } = JSON.parse(text) as EventEnvelope
          if (payload.type !== 'message.updated') continue
          const { info } = payload.properties
          if (info.role !== 'assistant') continue
          if (info.time.completed !== undefined) {
            if (!begun.delete(info.id)) continue
            finished.add(info.id)
            const [oldest] = finished
            if (finished.size > KEPT && oldest !== undefined) finished.delete(oldest)
            void stop(info.sessionID)
          } else if (isBackdated(info.time.created, newestMessages.get(info.sessionID))) {
            begun.add(info.id)
          }
        }
        return true
      },
      resync() {
        begun.clear()
        return true
      },
    },
    { filter: ({ type }) => type === 'message.updated' },
  )
  return { has: (answerID) => finished.has(answerID), close }
}

const isBackdated = (created: number, newest = 0) => newest - created > CLOCK_WAIT_MS
