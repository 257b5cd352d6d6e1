import type { EventEnvelope } from '../../shared/events'
import { hideInErrors } from '../engine/error-text'
import { shallowJson } from '../engine/shallow-json'
import type { Route } from './ring'

/** One event from the engine: its text as it arrived, but for secrets and depth, and what it says. */
export interface UpstreamEvent {
  text: string
  envelope: EventEnvelope
  route: Route
}

// Frames of the connection itself, and `sync`, which repeats the event before it (half of all
// bytes, opencode 1.18).
const NOT_EVENTS = new Set(['server.connected', 'server.heartbeat', 'sync'])

// How opencode 1.18 begins a `sync`: a large one need not be parsed to be dropped. One that begins
// in another way is, and dropped as well.
const SYNC =
  /^\{"directory":"(?:[^"\\]|\\.)*","project":"(?:[^"\\]|\\.)*","payload":\{"type":"sync"/
const LARGE = 4096

/**
 * Reads the data of one frame of `/global/event`. Only what routing needs is checked: the engine's
 * properties are many and grow (opencode 1.18), and each reader checks the ones that it uses. By
 * hand, because a schema costs as much as parsing does, and here each delta passes.
 * @returns the event, or undefined for a frame that is none
 * @throws Error when the frame is not what the engine should send; its message ("it is not …") holds
 *   nothing of what the frame says
 */
export function readUpstreamEvent(frame: string): UpstreamEvent | undefined {
  if (frame.length > LARGE && SYNC.test(frame)) return undefined
  const text = shallowJson(frame)
  const envelope = parse(text)
  if (!isObject(envelope)) throw new Error('it is not an object')
  const { directory, payload } = envelope
  if (directory !== undefined && typeof directory !== 'string') {
    throw new Error('its directory is not a string')
  }
  if (!isObject(payload)) throw new Error('its payload is not an object')
  const { type, properties } = payload
  if (typeof type !== 'string') throw new Error('its type is not a string')
  if (properties !== undefined && !isObject(properties)) {
    throw new Error('its properties are not an object')
  }
  if (NOT_EVENTS.has(type)) return undefined
  return {
    text: hideInErrors(text, envelope),
    // The engine sends its own types here; the frame around them has been checked.
    envelope: envelope as unknown as EventEnvelope,
    route: {
      type,
      directory: directory ?? '',
      sessionID: properties && sessionOf(type, properties),
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // V8's own words quote the text, which belongs in no log.
    throw new Error('it is not JSON')
  }
}

function sessionOf(type: string, properties: Record<string, unknown>): string | undefined {
  const { sessionID, info, part } = properties
  if (typeof sessionID === 'string') return sessionID
  return sessionIn(type, info) ?? sessionIn(type, part)
}

function sessionIn(type: string, inner: unknown): string | undefined {
  if (!isObject(inner)) return undefined
  if (typeof inner.sessionID === 'string') return inner.sessionID
  return type.startsWith('session.') && typeof inner.id === 'string' ? inner.id : undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
