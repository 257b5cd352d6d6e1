import { z } from 'zod'
import type { EventEnvelope } from '../../shared/events'
import type { Route } from './ring'

/** One event from the engine: its text as it arrived, and what it says. */
export interface UpstreamEvent {
  text: string
  envelope: EventEnvelope
  route: Route
}

// Only what routing needs is checked: the engine's properties are many and grow (opencode 1.18),
// and each reader checks the ones that it uses.
const EnvelopeSchema = z.looseObject({
  directory: z.string().optional(),
  payload: z.looseObject({
    type: z.string(),
    properties: z.looseObject({}).optional(),
  }),
})

// Frames of the connection itself, and `sync`, which repeats the event before it (half of all
// bytes, opencode 1.18).
const NOT_EVENTS = new Set(['server.connected', 'server.heartbeat', 'sync'])

/**
 * Reads the data of one frame of `/global/event`.
 * @returns the event, or undefined for a frame that is none
 * @throws SyntaxError or ZodError when the frame is not what the engine should send
 */
export function readUpstreamEvent(text: string): UpstreamEvent | undefined {
  const envelope = EnvelopeSchema.parse(JSON.parse(text))
  const { type, properties = {} } = envelope.payload
  if (NOT_EVENTS.has(type)) return undefined
  return {
    text,
    // The engine sends its own types here; the schema has checked the frame around them.
    envelope: envelope as unknown as EventEnvelope,
    route: {
      type,
      directory: envelope.directory ?? '',
      sessionID: sessionOf(type, properties),
    },
  }
}

function sessionOf(type: string, properties: Record<string, unknown>): string | undefined {
  const { sessionID, info, part } = properties
  if (typeof sessionID === 'string') return sessionID
  for (const inner of [info, part]) {
    if (typeof inner !== 'object' || inner === null) continue
    if ('sessionID' in inner && typeof inner.sessionID === 'string') return inner.sessionID
    if (type.startsWith('session.') && 'id' in inner && typeof inner.id === 'string') {
      return inner.id
    }
  }
  return undefined
}
