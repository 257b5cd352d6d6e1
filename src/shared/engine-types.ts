import type { Message, Part, SessionStatus } from '@opencode-ai/sdk/v2/types'
import { z } from 'zod'

export type {
  Event as EngineEvent,
  FileContent,
  Message,
  Part,
  PermissionRequest,
  QuestionRequest,
  Session,
  SessionStatus,
  SnapshotFileDiff,
  Todo,
} from '@opencode-ai/sdk/v2/types'

/** The status of the engine, as the supervisor tells it. */
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
    passwordInherited: z
      .boolean()
      .optional()
      .describe('What the agent runs inherits the engine’s password; the log says why'),
    attached: z
      .boolean()
      .optional()
      .describe('It runs elsewhere: Wheelhouse neither starts nor stops it'),
    demo: z.boolean().optional().describe('It runs the scripted demo model, in folders of its own'),
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
export const PermissionIdSchema = id('per', 'a permission')
export const QuestionIdSchema = id('que', 'a question')

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
    time: z.looseObject({
      created: z.number().describe('ms since the epoch'),
      updated: z.number().describe('ms since the epoch'),
      archived: z.number().optional().describe('ms since the epoch; 0 or absent: not archived'),
    }),
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
export type SessionMessagesResponse = MessageWithParts[]

const toolCall = z.looseObject({ messageID: z.string(), callID: z.string() }).optional()

export const PermissionRequestSchema = z
  .looseObject({
    id: z.string(),
    sessionID: z.string().describe('Whose agent asks; a sub-agent’s own session'),
    permission: z.string().describe('What kind of thing: `bash`, `edit`, `webfetch`…'),
    patterns: z.array(z.string()).describe('What exactly: the command, the file'),
    metadata: z.record(z.string(), z.unknown()),
    always: z.array(z.string()).describe('What the reply `always` would allow from then on'),
    tool: toolCall,
  })
  .describe('Something the agent waits for leave to do, as the engine gives it')

export const QuestionRequestSchema = z
  .looseObject({
    id: z.string(),
    sessionID: z.string().describe('Whose agent asks; a sub-agent’s own session'),
    questions: z.array(
      z.looseObject({
        question: z.string(),
        header: z.string().describe('A short label'),
        options: z.array(z.looseObject({ label: z.string(), description: z.string() })),
        multiple: z.boolean().optional(),
        custom: z.boolean().optional().describe('Whether a text of your own is an answer too'),
      }),
    ),
    tool: toolCall,
  })
  .describe('Something the agent wants to know, as the engine gives it')

export const TodoSchema = z
  .looseObject({
    content: z.string(),
    status: z.string().describe('pending, in_progress, completed or cancelled'),
    priority: z.string().describe('high, medium or low'),
  })
  .describe('One thing on the agent’s list')

export const FileDiffSchema = z
  .looseObject({
    file: z.string().optional(),
    patch: z
      .string()
      .optional()
      .describe('Unified diff; several after one another when several messages changed the file'),
    additions: z.number(),
    deletions: z.number(),
    status: z.enum(['added', 'deleted', 'modified']).optional(),
  })
  .describe('What changed in one file')

export const SessionStatusSchema = z
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

export const PartSourceTextSchema = z
  .strictObject({
    value: z.string().min(1).max(4200),
    start: z.number().int().min(0),
    end: z.number().int().min(0),
  })
  .describe('The words of the text part that mean it, from `start` to before `end`')

const FilePartSchema = z.strictObject({
  type: z.literal('file'),
  mime: z
    .string()
    .min(1)
    .describe('`text/plain` for what the engine is to read, `application/x-directory` to list'),
  url: z.string().min(1).describe('`data:`, or `file:` for a file in the directory of the session'),
  filename: z.string().optional(),
  source: z
    .strictObject({
      type: z.literal('file'),
      path: z.string().min(1).max(4096),
      text: PartSourceTextSchema,
    })
    .optional(),
})

const AgentPartSchema = z.strictObject({
  type: z.literal('agent'),
  name: z.string().min(1),
  source: PartSourceTextSchema.optional(),
})

/** A model as prompts name it. */
export const ModelRefSchema = z.strictObject({
  providerID: z.string().min(1),
  modelID: z.string().min(1),
})

export const SessionCommandRequestSchema = z.strictObject({
  command: z.string().min(1).max(200).describe('Its name, without a slash'),
  arguments: z.string().max(100_000).optional(),
  model: ModelRefSchema.optional().describe('Model to use instead of the configured one'),
  agent: z.string().min(1).optional(),
  variant: z.string().min(1).optional(),
  parts: z.array(FilePartSchema).optional().describe('Files to go with it'),
  messageID: MessageIdSchema.optional().describe(
    'Names the user message, which is none yet; made when absent',
  ),
})

export const SessionShellRequestSchema = z.strictObject({
  command: z.string().min(1).max(100_000).describe('What the shell is to run, in the project'),
  model: ModelRefSchema.optional(),
  agent: z.string().min(1).optional(),
  messageID: MessageIdSchema.optional().describe(
    'Names the user message, which is none yet; made when absent',
  ),
})

export const SessionPromptRequestSchema = z.strictObject({
  parts: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('text'), text: z.string().min(1) }),
        FilePartSchema,
        AgentPartSchema,
      ]),
    )
    .min(1)
    .describe('What to say: at least one part'),
  model: ModelRefSchema.optional().describe('Model to use instead of the configured one'),
  agent: z.string().min(1).optional(),
  variant: z.string().min(1).optional(),
  messageID: MessageIdSchema.optional().describe(
    'Names the user message, which is none yet; made when absent',
  ),
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
