import type { RequestHandler } from 'express'
import type { Operation, OperationContext } from '../../shared/operations'
import type { Hub } from '../events/hub'
import type { FollowRun } from '../sessions/run'
import { readInput } from './input'
import { isGone, type SseStreams } from './sse'

/** What each operation with `stream: 'run'` takes and returns, beside what is its own. */
export type StartRun = (
  input: { id: string },
  context: OperationContext,
) => Promise<{ messageID: string }>

/** Makes the route of an operation with `stream: 'run'` from its handler. */
export type RunRoute = (operation: Operation, start: StartRun) => RequestHandler

/**
 * Answers an operation that starts a run: the run's events as they come, then `event: done` with
 * the finished message or `event: error`. What is refused before the run is an ordinary error.
 */
export function createRunRoute(options: {
  hub: Hub
  followRun: FollowRun
  streams: SseStreams
}): RunRoute {
  const { hub, followRun, streams } = options
  return (operation, start) => async (req, res) => {
    const input = readInput(operation, req) as { id: string }
    // Where the run can begin: its first events may arrive before the handler has answered. The
    // handler says it more exactly, when it had to wait for the engine.
    const before = hub.seq
    // Leaving never stops what was asked, not even while the engine is being told: only abort does.
    const context: OperationContext = { signal: new AbortController().signal }
    const { messageID } = await start(input, context)
    const after = context.seq ?? before
    if (isGone(res)) return
    res.set('X-Wheelhouse-Message', messageID)
    const stream = streams.open(res)
    const run = followRun(
      { sessionID: input.id, messageID, after },
      {
        batch: (batch) => stream.batch(batch),
        resync: (seq, reason) => stream.resync(seq, reason),
        end: (outcome) => {
          if (outcome.kind === 'done') stream.send('done', outcome.message)
          else stream.send('error', outcome.error.toRest())
          stream.end()
        },
        failed: () => stream.failed(),
      },
    )
    stream.follow(run)
  }
}
