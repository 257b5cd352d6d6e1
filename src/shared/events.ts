import { z } from 'zod'
import type {
  EngineEvent,
  EngineStatus,
  PermissionRequest,
  QuestionRequest,
  SessionStatus,
} from './engine-types'

/**
 * An event as it travels, to windows and to SSE clients alike: the engine's own envelope
 * (`/global/event`, opencode 1.18), or one of ours with a type that starts with `wheelhouse.`.
 */
export type EventEnvelope = {
  directory: string
  project?: string
  payload: EngineEvent | WheelhouseEvent
}

/** Events that the app itself adds to the stream. */
export type WheelhouseEvent = {
  id: string
  type: 'wheelhouse.engine.status'
  properties: EngineStatus
}

/** What a client must know before the first event, so that it never shows a false state. */
export type Projection = {
  engine: EngineStatus
  /** Only sessions that are not idle. */
  statuses: Record<string, SessionStatus>
  /** What the agent waits for leave to do, oldest first; sub-agents ask in their own session's name. */
  permissions: PermissionRequest[]
  /** What the agent wants to know, oldest first; sub-agents ask in their own session's name. */
  questions: QuestionRequest[]
  /**
   * The parent of each sub-agent's session among those named above, and of its ancestors: so that
   * whoever looks at the parent sees what its sub-agents do and ask.
   */
  parents: Record<string, string>
  /** How often a session was compacted, of those of which that is known. */
  compactions: Record<string, number>
}

/** What `hello`, the first frame of every event stream, carries. */
export interface Hello {
  epoch: string
  /** The events that follow come after this one. */
  seq: number
  projection: Projection
  /**
   * `projection` holds everything up to this event. Newer than `seq` when events are replayed:
   * what a replayed event up to here says of a state is history, and the projection has won.
   */
  projectionSeq: number
}

/**
 * Frames of the stream from main to a window. `json` is a JSON array of
 * {@link EventEnvelope}, in order, with the sequence numbers `first` to `last`.
 */
export type StreamFrame =
  | { kind: 'hello'; epoch: string; seq: number; projection: Projection }
  | { kind: 'batch'; first: number; last: number; json: string }
  | { kind: 'resync'; seq: number; reason: ResyncReason; projection: Projection }
  | { kind: 'bye'; reason: string }

/**
 * Why a client must fetch again: it was too slow and the ring overtook it, the stream from the
 * engine broke (the engine has no replay), or its last event id is not in this ring.
 */
export type ResyncReason = 'overtaken' | 'upstream' | 'unknown-id'

/** What a window sends back on its port: it has applied everything up to `ack`, `resync` too. */
export const StreamAckSchema = z.strictObject({ ack: z.number().int().nonnegative() })
export type StreamAck = z.infer<typeof StreamAckSchema>

/** The id of an event on the SSE stream, `<epoch>-<seq>`; the epoch is new at each launch. */
export const formatEventId = (epoch: string, seq: number): string => `${epoch}-${seq}`

/**
 * Reads an SSE event id.
 * @returns its parts, or undefined when it is not one of ours
 */
export function parseEventId(id: string): { epoch: string; seq: number } | undefined {
  const match = /^([A-Za-z0-9]{1,32})-(\d{1,15})$/.exec(id)
  return match?.[1] && match[2] ? { epoch: match[1], seq: Number(match[2]) } : undefined
}
