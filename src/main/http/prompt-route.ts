import type { RequestHandler } from 'express'
import { type Handlers, type OperationContext, operations } from '../../shared/operations'
import type { Hub } from '../events/hub'
import type { FollowRun } from '../sessions/run'
import { readInput } from './input'
import { isGone, type SseStreams } from './sse'

/**
 * Answers POST /api/sessions/:id/prompt: the run's events as they come, then `event: done` with
 * the finished message or `event: error`. What is refused before the run is an ordinary error.
 */
export function promptHandler(options: {
  hub: Hub
  prompt: Handlers['sessions.prompt']
  followRun: FollowRun
  streams: SseStreams
}): RequestHandler {
  const { hub, prompt, followRun, streams } = options
  return async (req, res) => {
    const input = readInput(operations['sessions.prompt'], req)
    // Where the run can begin: its first events may arrive before the handler has answered. The
    // handler says it more exactly, when it had to wait for the engine's stream.
    const before = hub.seq
    // Leaving never stops what was asked, not even while the engine is being told: only abort does.
    const context: OperationContext = { signal: new AbortController().signal }
    const { messageID } = await prompt(input, context)
    const after = context.seq ?? before
    if (isGone(res)) return
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
      },
    )
    stream.follow(run)
  }
}
