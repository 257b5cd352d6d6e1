import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../shared/errors'
import type { Handlers } from '../../shared/operations'
import type { Engine } from '../engine/engine'
import type { Events } from '../events/events'
import type { Logger } from '../logging'
import type { SessionPlaces } from '../sessions/session-places'
import { Copies } from './copies'
import { GitError } from './git'
import { keptFiles } from './outcome'
import { redo } from './redo'
import { restoreCopy } from './restore-copy'
import { Turns } from './turns'
import { undo } from './undo'
import { UndoContext } from './undo-context'

export interface UndoHandlersOptions {
  engine: Pick<Engine, 'getClient' | 'getEnvironment' | 'getEngineStatus'>
  events: Pick<Events, 'snapshot'>
  /** Refuses sessions in which the engine would work elsewhere than they say. */
  places: Pick<SessionPlaces, 'require'>
  userData: string
  log: Logger
}

/** Undo and redo, and what they replaced. */
export function createUndoHandlers({ engine, events, places, userData, log }: UndoHandlersOptions) {
  const copies = new Copies(join(userData, 'undo-copies'), log)
  const scratch = join(userData, 'undo-work')
  const turns = new Turns()
  const context = new UndoContext({
    engine,
    places,
    isBusy: (sessionID) => sessionID in events.snapshot().statuses,
    copies,
    scratch,
    turns,
    log,
  })
  // What a crash left there is of no use: what was replaced is among the copies.
  const clean = rm(scratch, { recursive: true, force: true }).catch((error) =>
    log.warn(`The folder ${scratch} could not be removed.`, error),
  )

  return {
    'sessions.revert': async (of) => {
      await clean
      return withGit(() => undo(context, of))
    },
    'sessions.unrevert': async (of) => {
      await clean
      return withGit(() => redo(context, of))
    },
    'sessions.copies': async ({ id }) => (await copies.list(id)).map(keptFiles),
    'sessions.restoreCopy': async ({ id, copyID, files }) => {
      const copy = await copies.get(id, copyID)
      if (!copy) {
        throw new AppError(
          'not_found',
          'These files are not kept any more. GET /api/sessions/:id/copies lists what is.',
        )
      }
      return turns.take(copy.worktree, () => restoreCopy(copies, copy, files))
    },
  } satisfies Partial<Handlers>
}

/** @throws AppError `conflict` when git failed */
async function withGit<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause
    throw new AppError(
      'conflict',
      `Git failed, without which nothing can be undone or redone: ${cause.complaint}. See whether it works in this project, look at its files, then try again.`,
      { cause },
    )
  }
}
