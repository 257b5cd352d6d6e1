import { z } from 'zod'
import { SessionIdSchema } from './engine-types'
import { operation } from './operation'

const LeftoverSchema = z
  .object({
    pid: z.number().int().positive(),
    command: z.string().describe('Its command line, at most 1,000 characters'),
    since: z.number().describe('When the shell call that started it began, ms since the epoch'),
  })
  .describe('A process that a shell call of the agent left running')
export type Leftover = z.infer<typeof LeftoverSchema>

/** What a session's shell calls left running. */
export const processOperations = {
  'sessions.processes': operation({
    method: 'GET',
    path: '/api/sessions/:id/processes',
    status: 200,
    summary: 'Processes that shell calls of a session and its sub-agents left running',
    input: z.strictObject({ id: SessionIdSchema }),
    output: z.array(LeftoverSchema),
  }),
  'sessions.endProcesses': operation({
    method: 'POST',
    path: '/api/sessions/:id/processes/end',
    status: 200,
    summary: 'End what shell calls of a session left running',
    input: z.strictObject({
      id: SessionIdSchema,
      pids: z
        .array(z.number().int().positive())
        .min(1)
        .max(1_000)
        .optional()
        .describe('Only these; all when absent'),
    }),
    output: z.object({
      ended: z.number().int().describe('How many are gone'),
      left: z
        .array(LeftoverSchema)
        .describe('What runs on all the same: it belongs to another user, or the system holds it'),
    }),
  }),
}
