import { AppError } from '../../shared/errors'
import type { EventEnvelope } from '../../shared/events'
import type { Hub } from '../events/hub'
import { runError } from './engine-answer'

/** How long the reason for a refusal is waited for, which comes by the event stream, in ms. */
const REASON_WAIT_MS = 1_000

export interface StartRunOptions {
  hub: Hub
  sessionID: string
  /** Whether an event of the session shows that the engine has taken what was asked. */
  isTaken: (payload: EventEnvelope['payload']) => boolean
  /** Asks the engine: a call that is answered when the run has ended. */
  call: () => Promise<unknown>
}

/**
 * Starts what the engine answers only when the run has ended (opencode 1.18: command, shell,
 * summarize). No HTTP call lasts as long as a run may: the call is let go as soon as the stream
 * shows that it was taken. The run does not end with it.
 * @returns where to follow the stream from to see the run from its beginning
 * @throws AppError what the call failed with before; for a failure without words the reason that
 *   the engine put on the stream, if there was one
 */
export async function startRun(options: StartRunOptions): Promise<number> {
  const { hub, call } = options
  const before = hub.seq
  const stream = watch(options)
  try {
    const answered = call().then(
      () => before,
      async (error: unknown) => {
        throw await stream.reasonFor(error)
      },
    )
    // What becomes of it once it was let go is on the stream too.
    answered.catch(() => undefined)
    return await Promise.race([stream.taken, answered])
  } finally {
    stream.close()
  }
}

/** Looks at the stream from now on, for the sign that it was taken and for why it was not. */
function watch({ hub, sessionID, isTaken }: Omit<StartRunOptions, 'call'>) {
  let reason: AppError | undefined
  let onReason: (() => void) | undefined
  let onTaken: (after: number) => void
  const taken = new Promise<number>((resolve) => {
    onTaken = resolve
  })
  const cursor = hub.subscribe(
    {
      batch: ({ events }) => {
        for (const { seq, text } of events) {
          const { payload } = JSON.parse(text) as EventEnvelope
          if (isTaken(payload)) onTaken(seq - 1)
          if (payload.type === 'session.error') {
            const error = runError(payload.properties.error)
            // The end of an earlier run that was stopped just before this one was asked for.
            if (error.code !== 'aborted') reason = error
            onReason?.()
          }
        }
        return true
      },
      // The sign may be among what was lost. Whoever follows the run looks for it anew.
      resync: (seq) => {
        onTaken(seq)
        return true
      },
    },
    { filter: (event) => event.sessionID === sessionID && SIGNS.has(event.type) },
  )
  return {
    taken,
    close: cursor.close,
    reasonFor: async (error: unknown): Promise<unknown> => {
      if (!(error instanceof AppError) || error.code !== 'engine_error') return error
      if (!reason) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, REASON_WAIT_MS)
          onReason = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      return reason ?? error
    },
  }
}

const SIGNS = new Set(['message.updated', 'message.part.updated', 'session.error'])
