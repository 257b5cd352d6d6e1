import { z } from 'zod'
import { MessageIdSchema, type Session, SessionIdSchema, SessionSchema } from './engine-types'
import { operation, typed } from './operation'

/** The most names that an answer or a refusal lists. */
export const MOST_NAMES = 1_000

const names = z.array(z.string()).max(MOST_NAMES)

/** A file that is not as it should be, and why. */
const failure = z.object({
  path: z.string(),
  reason: z.string().describe('The end of a sentence that begins with the path'),
})

export const KeptFilesSchema = z
  .object({
    id: z.string(),
    cause: z.enum(['undo', 'redo', 'restore']).describe('What replaced or removed the files'),
    time: z.number().describe('ms since the epoch'),
    worktree: z.string().describe('The folder that the names begin in'),
    folder: z.string().describe('Where they are kept on disk, under their own names'),
    files: names,
    count: z.number().int().describe('How many files; `files` has the first thousand'),
  })
  .describe('Files as they were before undo or redo replaced or removed them')
export type KeptFiles = z.infer<typeof KeptFilesSchema>

export const FilesOutcomeSchema = z
  .object({
    isChecked: z
      .boolean()
      .describe(
        'False when it is not known what became of them: out of reach on another machine, or not ' +
          'noted by the engine',
      ),
    restored: names.describe('Files that are as they should be now: put back or removed'),
    removed: names.describe('Of these the files that are not there any more'),
    notRestored: z.array(failure).max(MOST_NAMES).describe('Files that are not'),
    replaced: names.describe(
      'Files that somebody changed after the agent, or between its runs, and that were replaced',
    ),
    notCovered: names.describe(
      'Files that the agent wrote and that stay as they are: ignored, large, outside, or without git',
    ),
    unwatched: z
      .number()
      .int()
      .describe(
        'How many commands and tools ran while the engine kept no track of files: what they ' +
          'changed stays as it is',
      ),
    kept: KeptFilesSchema.optional().describe(
      'What was replaced or removed; absent when nothing was',
    ),
  })
  .describe('What became of the files; names begin in the root of the project')
export type FilesOutcome = z.infer<typeof FilesOutcomeSchema>

/** Why undo or redo was refused: the `details` of its `conflict`. */
export interface UndoRefusal {
  /**
   * `changed`: these files were changed since and would be replaced; `gone`: what is to be there is
   * no longer known; `unseen`: the files are out of reach or the engine cannot note them, so what would
   * be replaced is not known; `unsure`: the engine did not note all of the run, so it is not known
   * whether the agent changed these files, or somebody else since;
   * `blocked`: something stands in the way, which has to go first.
   */
  reason: 'changed' | 'gone' | 'unseen' | 'unsure' | 'blocked'
  files: string[]
  count: number
  /** Whether it is done all the same with `force`. */
  canForce: boolean
}

const force = z
  .boolean()
  .optional()
  .describe('Do it although the answer was 409 with `details.canForce`')

export const SessionWithFilesSchema = z
  .intersection(SessionSchema, z.looseObject({ files: FilesOutcomeSchema }))
  .describe('A session, and what became of its files')
export type SessionWithFiles = Session & { files: FilesOutcome }
const withFiles = typed<SessionWithFiles>(SessionWithFilesSchema)
const copyID = z.string().min(1).max(200)

/** Undo and redo, and what they replaced. */
export const undoOperations = {
  'sessions.revert': operation({
    method: 'POST',
    path: '/api/sessions/:id/revert',
    status: 200,
    summary:
      'Undo a message, all after it, and what they changed in the project; 409 with details ' +
      '{reason, files, count, canForce} when files cannot be put back',
    input: z.strictObject({ id: SessionIdSchema, messageID: MessageIdSchema, force }),
    output: withFiles,
    conflicts: true,
  }),
  'sessions.unrevert': operation({
    method: 'POST',
    path: '/api/sessions/:id/unrevert',
    status: 200,
    summary:
      'Redo what was undone; 409 with details {reason, files, count, canForce} when it would ' +
      'replace what was changed since',
    input: z.strictObject({ id: SessionIdSchema, force }),
    output: withFiles,
    conflicts: true,
  }),
  'sessions.copies': operation({
    method: 'GET',
    path: '/api/sessions/:id/copies',
    status: 200,
    summary: 'What undo and redo replaced in a session, newest first',
    input: z.strictObject({ id: SessionIdSchema }),
    output: z.array(KeptFilesSchema),
  }),
  'sessions.restoreCopy': operation({
    method: 'POST',
    path: '/api/sessions/:id/copies/:copyID/restore',
    status: 200,
    summary: 'Put back what undo or redo replaced; what that replaces is kept in turn',
    input: z.strictObject({
      id: SessionIdSchema,
      copyID,
      files: z.array(z.string()).min(1).max(MOST_NAMES).optional().describe('All when absent'),
    }),
    output: FilesOutcomeSchema,
    conflicts: true,
  }),
}
