import { z } from 'zod'
import {
  EngineStatusSchema,
  MessageIdSchema,
  MessageWithPartsSchema,
  type Session,
  SessionIdSchema,
  type SessionMessagesResponse,
  SessionPromptRequestSchema,
  SessionSchema,
  type SessionStatusResponse,
  SessionStatusResponseSchema,
} from './engine-types'

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** One row of the contract. Path parameters (`:id`) are keys of the input. */
export interface Operation<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  method: HttpMethod
  path: `/api/${string}`
  /** HTTP status of success; 204 has no body. */
  status: 200 | 201 | 204
  summary: string
  /** Path parameters, query (GET, DELETE) and body (POST, PATCH) as one object. */
  input: Input
  output: Output
  /**
   * `prompt`: over REST the answer is the run's event stream (design section 5); over IPC it is
   * `output` as soon as the engine took the prompt, since a window has the events already.
   */
  stream?: 'prompt'
}

const operation = <Input extends z.ZodType, Output extends z.ZodType>(
  row: Operation<Input, Output>,
): Operation<Input, Output> => row

// The engine's types are wider than what the schemas name; `typed` keeps the static type the
// SDK's own while the schema says what is checked in tests and published in OpenAPI.
const typed = <T>(schema: z.ZodType): z.ZodType<T> => schema as z.ZodType<T>

const directory = z.string().min(1).max(4096).describe('Absolute path of a project directory')
const session = typed<Session>(SessionSchema)
const sessionOnly = z.strictObject({ id: SessionIdSchema })
const nothing = z.strictObject({})

/**
 * The one table: every operation, its schemas and its route. IPC handlers, the bridge's types,
 * Express routes and validation come from it.
 */
export const operations = {
  'engine.status': operation({
    method: 'GET',
    path: '/api/engine/status',
    status: 200,
    summary: 'State of the engine',
    input: nothing,
    output: EngineStatusSchema,
  }),
  'engine.start': operation({
    method: 'POST',
    path: '/api/engine/start',
    status: 200,
    summary: 'Start the engine if it is not running, and wait until it answers',
    input: nothing,
    output: EngineStatusSchema,
  }),
  'engine.stop': operation({
    method: 'POST',
    path: '/api/engine/stop',
    status: 200,
    summary: 'End the engine, and wait until it is gone',
    input: nothing,
    output: EngineStatusSchema,
  }),
  'engine.restart': operation({
    method: 'POST',
    path: '/api/engine/restart',
    status: 200,
    summary: 'End the engine, start it again where it was, and wait until it answers',
    input: nothing,
    output: EngineStatusSchema,
  }),
  'sessions.list': operation({
    method: 'GET',
    path: '/api/sessions',
    status: 200,
    summary: 'Sessions, most recently updated first',
    input: z.strictObject({
      directory: directory.optional(),
      search: z.string().max(200).optional().describe('Part of the title'),
      limit: z.coerce.number<number>().int().min(1).max(10_000).optional(),
    }),
    output: z.array(session),
  }),
  'sessions.create': operation({
    method: 'POST',
    path: '/api/sessions',
    status: 201,
    summary: 'Create a session, in the project directory unless another is named',
    input: z.strictObject({
      directory: directory.optional(),
      title: z.string().min(1).max(500).optional(),
      parentID: SessionIdSchema.optional(),
    }),
    output: session,
  }),
  'sessions.get': operation({
    method: 'GET',
    path: '/api/sessions/:id',
    status: 200,
    summary: 'One session',
    input: sessionOnly,
    output: session,
  }),
  'sessions.delete': operation({
    method: 'DELETE',
    path: '/api/sessions/:id',
    status: 204,
    summary: 'Delete a session with its messages',
    input: sessionOnly,
    output: z.void(),
  }),
  'sessions.messages': operation({
    method: 'GET',
    path: '/api/sessions/:id/messages',
    status: 200,
    summary: 'Messages of a session, oldest first, with the text written so far',
    input: z.strictObject({
      id: SessionIdSchema,
      limit: z.coerce.number<number>().int().min(1).max(10_000).optional(),
    }),
    output: z.array(typed<SessionMessagesResponse[number]>(MessageWithPartsSchema)),
  }),
  'sessions.prompt': operation({
    method: 'POST',
    path: '/api/sessions/:id/prompt',
    status: 200,
    summary: 'Say something to the agent and follow the run',
    input: SessionPromptRequestSchema.extend({ id: SessionIdSchema }),
    output: z.object({ messageID: MessageIdSchema }).describe('The user message that was made'),
    stream: 'prompt',
  }),
  'sessions.abort': operation({
    method: 'POST',
    path: '/api/sessions/:id/abort',
    status: 200,
    summary: 'Stop the run of a session',
    input: sessionOnly,
    output: z.object({ aborted: z.boolean().describe('Whether a run was there to stop') }),
  }),
  'sessions.status': operation({
    method: 'GET',
    path: '/api/sessions/:id/status',
    status: 200,
    summary: 'What a session is doing, and how often it was compacted',
    input: sessionOnly,
    output: typed<SessionStatusResponse>(SessionStatusResponseSchema),
  }),
  'sessions.children': operation({
    method: 'GET',
    path: '/api/sessions/:id/children',
    status: 200,
    summary: 'Sessions of sub-agents that this session started',
    input: sessionOnly,
    output: z.array(session),
  }),
} satisfies Record<string, Operation>

export type OperationName = keyof typeof operations
/** What a caller passes, before defaults. */
export type OperationInput<N extends OperationName> = z.input<(typeof operations)[N]['input']>
/** What a handler gets, validated. */
export type OperationParsed<N extends OperationName> = z.output<(typeof operations)[N]['input']>
export type OperationOutput<N extends OperationName> = z.output<(typeof operations)[N]['output']>

/** What a handler may tell its transport beside the output. */
export interface OperationContext {
  /** Ends when the caller is gone. */
  signal: AbortSignal
  /**
   * Where to follow the event stream from after this answer: what came up to this event is in it,
   * exactly, so that following neither misses nor repeats text. Set by handlers whose answer
   * overlaps with the stream.
   */
  seq?: number
}

/** One handler for each operation; `satisfies Handlers` fails to compile when one is missing. */
export type Handlers = {
  [N in OperationName]: (
    input: OperationParsed<N>,
    context: OperationContext,
  ) => Promise<OperationOutput<N>>
}

export const isOperationName = (name: unknown): name is OperationName =>
  typeof name === 'string' && Object.hasOwn(operations, name)
