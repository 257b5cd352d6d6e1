import { z } from 'zod'
import {
  FileDiffSchema,
  MessageIdSchema,
  MessageWithPartsSchema,
  ModelRefSchema,
  type Session,
  SessionCommandRequestSchema,
  SessionIdSchema,
  type SessionMessagesResponse,
  SessionPromptRequestSchema,
  SessionSchema,
  SessionShellRequestSchema,
  type SessionStatusResponse,
  SessionStatusResponseSchema,
  type SnapshotFileDiff,
  type Todo,
  TodoSchema,
} from './engine-types'
import { directory, noContent, operation, typed } from './operation'

const session = typed<Session>(SessionSchema)
const sessionOnly = z.strictObject({ id: SessionIdSchema })
const taken = z.object({ messageID: MessageIdSchema }).describe('The user message that was made')

/** Sessions, what is said in them, and what comes of it. */
export const sessionOperations = {
  'sessions.list': operation({
    method: 'GET',
    path: '/api/sessions',
    status: 200,
    summary: 'Sessions, most recently updated first',
    input: z.strictObject({
      directory: directory.optional(),
      search: z.string().max(200).optional().describe('Part of the title'),
      limit: z.coerce
        .number<number>()
        .int()
        .min(1)
        .max(10_000)
        .optional()
        .describe('Only so many; all when absent'),
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
    summary: 'Delete a session with its messages, and stop what is at work in it',
    input: sessionOnly,
    output: noContent,
  }),
  'sessions.messages': operation({
    method: 'GET',
    path: '/api/sessions/:id/messages',
    status: 200,
    summary: 'Messages of a session, oldest first, with the text written so far',
    input: z.strictObject({
      id: SessionIdSchema,
      limit: z.coerce
        .number<number>()
        .int()
        .min(1)
        .max(10_000)
        .optional()
        .describe('Only the newest so many'),
      before: MessageIdSchema.optional().describe(
        'Only messages older than this one, which is in the session',
      ),
    }),
    output: z.array(typed<SessionMessagesResponse[number]>(MessageWithPartsSchema)),
  }),
  'sessions.prompt': operation({
    method: 'POST',
    path: '/api/sessions/:id/prompt',
    status: 200,
    summary: 'Say something to the agent and follow the run',
    input: SessionPromptRequestSchema.extend({ id: SessionIdSchema }),
    output: taken,
    stream: 'run',
    conflicts: true,
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
  'sessions.update': operation({
    method: 'PATCH',
    path: '/api/sessions/:id',
    status: 200,
    summary: 'Rename a session, archive it or bring it back',
    input: z
      .strictObject({
        id: SessionIdSchema,
        title: z.string().trim().min(1).max(500).optional(),
        archived: z.boolean().optional(),
      })
      .refine(({ title, archived }) => title !== undefined || archived !== undefined, {
        message: 'Name at least one of title and archived',
      }),
    output: session,
  }),
  'sessions.todo': operation({
    method: 'GET',
    path: '/api/sessions/:id/todo',
    status: 200,
    summary: 'What the agent has set out to do',
    input: sessionOnly,
    output: z.array(typed<Todo>(TodoSchema)),
  }),
  'sessions.diff': operation({
    method: 'GET',
    path: '/api/sessions/:id/diff',
    status: 200,
    summary: 'What a session changed in the project, file by file',
    input: z.strictObject({
      id: SessionIdSchema,
      messageID: MessageIdSchema.optional().describe('Only what this user message led to'),
    }),
    output: z.array(typed<SnapshotFileDiff>(FileDiffSchema)),
  }),
  'sessions.fork': operation({
    method: 'POST',
    path: '/api/sessions/:id/fork',
    status: 201,
    summary: 'Copy a session, up to a message if one is named',
    input: z.strictObject({
      id: SessionIdSchema,
      messageID: MessageIdSchema.optional().describe('Copy only what came before this message'),
    }),
    output: session,
  }),
  'sessions.summarize': operation({
    method: 'POST',
    path: '/api/sessions/:id/summarize',
    status: 204,
    summary: 'Compact the history into a summary; answers once that is under way',
    input: z.strictObject({
      id: SessionIdSchema,
      model: ModelRefSchema.optional().describe('The one last used in the session when absent'),
    }),
    output: noContent,
    conflicts: true,
  }),
  'sessions.command': operation({
    method: 'POST',
    path: '/api/sessions/:id/command',
    status: 200,
    summary: 'Give the agent one of the commands and follow the run',
    input: SessionCommandRequestSchema.extend({ id: SessionIdSchema }),
    output: taken,
    stream: 'run',
    conflicts: true,
  }),
  'sessions.shell': operation({
    method: 'POST',
    path: '/api/sessions/:id/shell',
    status: 200,
    summary: 'Run a shell command in the session, so that the agent knows of it, and follow it',
    input: SessionShellRequestSchema.extend({ id: SessionIdSchema }),
    output: taken,
    stream: 'run',
    conflicts: true,
  }),
  'sessions.share': operation({
    method: 'POST',
    path: '/api/sessions/:id/share',
    status: 200,
    summary: 'Publish a session: its share.url is then readable for whoever has the link',
    input: sessionOnly,
    output: session,
  }),
  'sessions.unshare': operation({
    method: 'DELETE',
    path: '/api/sessions/:id/share',
    status: 200,
    summary: 'Take a published session back',
    input: sessionOnly,
    output: session,
  }),
}
