import { z } from 'zod'
import {
  EngineStatusSchema,
  MessageWithPartsSchema,
  PermissionRequestSchema,
  QuestionRequestSchema,
  SessionStatusSchema,
} from '../../shared/engine-types'
import { RestErrorSchema } from '../../shared/error-schemas'

// What travels on event streams is never validated: the types in shared/events are enough for that.
// These schemas say the same to whoever reads the OpenAPI document; tests hold real frames to them.

export const EventEnvelopeSchema = z
  .looseObject({
    directory: z.string().describe('Project directory that it is about; `global` for none'),
    project: z.string().optional(),
    payload: z.looseObject({
      id: z.string().optional(),
      type: z
        .string()
        .describe('`message.part.delta`, `session.idle`…; ours begin with `wheelhouse.`'),
      properties: z.record(z.string(), z.unknown()),
    }),
  })
  .describe('An event, as the engine gives it')

export const ProjectionSchema = z
  .looseObject({
    engine: EngineStatusSchema,
    statuses: z
      .record(z.string(), SessionStatusSchema)
      .describe('By session; only those that are not idle'),
    permissions: z
      .array(PermissionRequestSchema)
      .describe('What the agent waits for leave to do, oldest first'),
    questions: z
      .array(QuestionRequestSchema)
      .describe('What the agent wants to know, oldest first'),
    parents: z
      .record(z.string(), z.string())
      .describe('Parent of each sub-agent’s session among those named above'),
    compactions: z
      .record(z.string(), z.number().int())
      .describe('How often a session was compacted, where that is known'),
  })
  .describe('What a client must know that begins to follow')

const seq = (what: string) => z.number().int().nonnegative().describe(what)

export const HelloSchema = z
  .object({
    epoch: z.string().describe('New at each launch of Wheelhouse'),
    seq: seq('The events that follow come after this one'),
    projection: ProjectionSchema,
    projectionSeq: seq('`projection` holds everything up to this event'),
  })
  .describe('The first thing on an event stream')

export const ResyncSchema = z
  .object({
    reason: z
      .enum(['overtaken', 'upstream', 'unknown-id'])
      .describe('The client was too slow; the engine’s stream broke; its last event id is unknown'),
    seq: seq('The events that follow come after this one'),
    projection: ProjectionSchema,
  })
  .describe('Events were lost: fetch again what you show')

const id = z.string().describe('`<epoch>-<seq>`: send the last one back as `Last-Event-ID`')

export const EventFrameSchema = z
  .object({ id, data: EventEnvelopeSchema })
  .describe('An event; the frame has no `event` field')
export const ResyncFrameSchema = z
  .object({ event: z.literal('resync'), id, data: ResyncSchema })
  .describe('Events were lost')

/** What can come on GET /api/events. */
export const EventsFrameSchema = z
  .union([
    z.object({ event: z.literal('hello'), id: id.optional(), data: HelloSchema }),
    ResyncFrameSchema,
    EventFrameSchema,
  ])
  .describe('A frame of `GET /api/events`; `data` is one line of JSON')

/** What can come on the stream of a run. */
export const RunFrameSchema = z
  .union([
    z
      .object({ event: z.literal('done'), data: MessageWithPartsSchema })
      .describe('The last frame: the finished answer'),
    z
      .object({ event: z.literal('error'), data: RestErrorSchema })
      .describe('The last frame of a run that failed or was aborted'),
    ResyncFrameSchema,
    EventFrameSchema,
  ])
  .describe('A frame of the stream of a run; `data` is one line of JSON')
