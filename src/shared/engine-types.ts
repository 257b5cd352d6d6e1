import type {
  Event as EngineEvent,
  Message,
  Part,
  PermissionRequest,
  QuestionRequest,
  Session,
  SessionStatus,
} from '@opencode-ai/sdk/v2/types'
import { z } from 'zod'

export type {
  EngineEvent,
  Message,
  Part,
  PermissionRequest,
  QuestionRequest,
  Session,
  SessionStatus,
}

/** What the supervisor says of the engine (design section 4). */
export const EngineStateSchema = z.enum(['stopped', 'starting', 'ready', 'restarting', 'failed'])
export type EngineState = z.infer<typeof EngineStateSchema>

export const EngineStatusSchema = z
  .object({
    running: z.boolean().describe('Whether the engine answers now'),
    state: EngineStateSchema,
    url: z.string().optional().describe('Address of the engine, while it is ready'),
    projectDir: z.string().optional().describe('Directory that the engine was started in'),
    version: z.string().optional().describe('Version of the engine'),
    pid: z.number().int().optional(),
    since: z.number().describe('When the state was entered, ms since the epoch'),
    restarts: z.number().int().describe('How often it came back after a crash, hang or restart'),
    retryAt: z
      .number()
      .optional()
      .describe('While restarting: when it is tried again, ms since the epoch'),
    attached: z
      .boolean()
      .optional()
      .describe('It runs elsewhere: Wheelhouse neither starts nor stops it'),
    lastError: z
      .object({
        message: z.string(),
        at: z.number().describe('When it happened, ms since the epoch'),
        output: z.string().optional().describe('The last words of the engine, newest last'),
      })
      .optional(),
  })
  .describe('State of the OpenCode engine')
export type EngineStatus = z.infer<typeof EngineStatusSchema>

// The engine's ids are a prefix, twelve hex digits of time and base62 noise (opencode 1.18). It
// answers 500 to a malformed one, so they are checked before it sees them.
const id = (prefix: string, what: string) =>
  z
    .string()
    .max(64)
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9]+$`), `is not ${what} id (${prefix}_…)`)

export const SessionIdSchema = id('ses', 'a session')
export const MessageIdSchema = id('msg', 'a message')

// The engine's own answers are passed on whole; what is named here is what a client may rely on.
// `looseObject` keeps the rest: a newer engine adds fields and nothing here must drop them.
export const SessionSchema = z
  .looseObject({
    id: z.string(),
    title: z.string(),
    directory: z.string(),
    projectID: z.string(),
    parentID: z.string().optional(),
    version: z.string(),
    time: z.looseObject({ created: z.number(), updated: z.number() }),
  })
  .describe('A session, as the engine gives it')

export const MessageWithPartsSchema = z
  .object({
    info: z.looseObject({
      id: z.string(),
      sessionID: z.string(),
      role: z.enum(['user', 'assistant']),
    }),
    parts: z.array(
      z.looseObject({
        id: z.string(),
        sessionID: z.string(),
        messageID: z.string(),
        type: z.string(),
      }),
    ),
  })
  .describe('A message and its parts, as the engine gives them')

export type MessageWithParts = { info: Message; parts: Part[] }
export type SessionListResponse = Session[]
export type SessionCreateResponse = Session
export type SessionMessagesResponse = MessageWithParts[]

const SessionStatusSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('idle') }),
    z.object({ type: z.literal('busy') }),
    z.looseObject({
      type: z.literal('retry'),
      attempt: z.number(),
      message: z.string(),
      next: z.number().describe('When it tries again, ms since the epoch'),
    }),
  ])
  .describe('What a session is doing')

const CompactionsSchema = z.object({
  compactions: z.number().int().describe('How often its history was compacted into a summary'),
})
export const SessionStatusResponseSchema = z
  .intersection(SessionStatusSchema, CompactionsSchema)
  .describe('What a session is doing, and how often it was compacted')
export type SessionStatusResponse = SessionStatus & z.infer<typeof CompactionsSchema>

export const SessionPromptRequestSchema = z.strictObject({
  parts: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('text'), text: z.string().min(1) }),
        z.strictObject({
          type: z.literal('file'),
          mime: z.string().min(1),
          url: z.string().min(1),
          filename: z.string().optional(),
        }),
        z.strictObject({ type: z.literal('agent'), name: z.string().min(1) }),
      ]),
    )
    .min(1)
    .describe('What to say: at least one part'),
  model: z
    .strictObject({ providerID: z.string().min(1), modelID: z.string().min(1) })
    .optional()
    .describe('Model to use instead of the configured one'),
  agent: z.string().min(1).optional(),
  variant: z.string().min(1).optional(),
  messageID: MessageIdSchema.optional().describe('Names the user message; made when absent'),
})
export type SessionPromptRequest = z.infer<typeof SessionPromptRequestSchema>

/**
 * Whether a part is text that is still being written. The engine stores the text of such a part
 * only when it is finished (opencode 1.18), so until then the event stream alone has it.
 */
export function isLivePart(part: Part): part is Extract<Part, { type: 'text' | 'reasoning' }> {
  return (
    (part.type === 'text' || part.type === 'reasoning') &&
    part.time !== undefined &&
    part.time.end === undefined
  )
}
