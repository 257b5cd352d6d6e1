import type { RequestHandler } from 'express'
import { z } from 'zod'
import { type Hello, type Projection, parseEventId } from '../../shared/events'
import type { Hub } from '../events/hub'
import { readInput } from './input'
import type { SseStreams } from './sse'

const input = z.strictObject({ lastEventId: z.string().optional() })

/**
 * Answers GET /api/events: `hello`, then every event after the one that `Last-Event-ID` (or
 * `?lastEventId=`) names, or after now.
 *
 * The order is `hello`, `resync` when something is missing, replayed events, live events; all but
 * the live ones are written in one turn, so that none slips in between. The id of `hello` is where
 * the client stood, so that one that is cut off right after it misses nothing either; it has none
 * before a `resync` with reason `unknown-id`, which would otherwise be lost in that case.
 */
export function eventsHandler(options: {
  hub: Hub
  projection: () => Projection
  streams: SseStreams
}): RequestHandler {
  const { hub, projection, streams } = options
  return (req, res, next) => {
    // A stream has no end to answer HEAD with.
    if (req.method === 'HEAD') return next()
    const query = readInput({ method: 'GET', input }, req)
    // A browser that comes back sends the header, to the address that it was opened with.
    const after = resumePoint(hub, req.get('last-event-id') || query.lastEventId)
    const seq = after ?? hub.seq
    const hello: Hello = {
      epoch: hub.epoch,
      seq,
      projection: projection(),
      projectionSeq: hub.seq,
    }
    const stream = streams.open(res)
    stream.send('hello', hello, after)
    if (after === undefined) stream.resync(seq, 'unknown-id')
    stream.follow(hub.subscribe(stream, { after: seq }))
  }
}

/**
 * The event to go on after, or undefined when it cannot be one of this hub's. An empty id is what a
 * client has that was given none (WHATWG HTML, 9.2.2).
 */
function resumePoint(hub: Hub, id: string | undefined): number | undefined {
  if (!id) return hub.seq
  const last = parseEventId(id)
  return last?.epoch === hub.epoch && last.seq <= hub.seq ? last.seq : undefined
}
