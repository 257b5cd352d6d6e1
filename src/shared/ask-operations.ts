import { z } from 'zod'
import {
  PermissionIdSchema,
  type PermissionRequest,
  PermissionRequestSchema,
  QuestionIdSchema,
  type QuestionRequest,
  QuestionRequestSchema,
  SessionIdSchema,
} from './engine-types'
import { noContent, operation, typed } from './operation'

const ofSession = z.strictObject({
  sessionID: SessionIdSchema.optional().describe('Only of this session and its sub-agents'),
})

/** What the agent waits for: leave to do something, or an answer. */
export const askOperations = {
  'permissions.list': operation({
    method: 'GET',
    path: '/api/permissions',
    status: 200,
    summary: 'What the agent waits for leave to do, oldest first',
    input: ofSession,
    output: z.array(typed<PermissionRequest>(PermissionRequestSchema)),
  }),
  'permissions.reply': operation({
    method: 'POST',
    path: '/api/permissions/:id/reply',
    status: 204,
    summary: 'Allow or refuse what the agent asks leave for',
    input: z
      .strictObject({
        id: PermissionIdSchema,
        reply: z
          .enum(['once', 'always', 'reject'])
          .describe(
            '`always` also allows what the request lists as `always`, to every session of the directory',
          ),
        message: z
          .string()
          .min(1)
          .max(10_000)
          .optional()
          .describe('With `reject`: why, as the agent is told'),
      })
      .refine(({ reply, message }) => message === undefined || reply === 'reject', {
        path: ['message'],
        message: 'goes with `reject` only',
      }),
    output: noContent,
  }),
  'questions.list': operation({
    method: 'GET',
    path: '/api/questions',
    status: 200,
    summary: 'What the agent wants to know, oldest first',
    input: ofSession,
    output: z.array(typed<QuestionRequest>(QuestionRequestSchema)),
  }),
  'questions.reply': operation({
    method: 'POST',
    path: '/api/questions/:id/reply',
    status: 204,
    summary: 'Answer what the agent wants to know',
    input: z.strictObject({
      id: QuestionIdSchema,
      answers: z
        .array(z.array(z.string().min(1).max(10_000)).max(100))
        .min(1)
        .max(100)
        .describe('For each question, in order, the labels that were chosen or a text of your own'),
    }),
    output: noContent,
  }),
  'questions.reject': operation({
    method: 'POST',
    path: '/api/questions/:id/reject',
    status: 204,
    summary: 'Decline to answer',
    input: z.strictObject({ id: QuestionIdSchema }),
    output: noContent,
  }),
}
