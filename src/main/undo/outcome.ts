import { AppError } from '../../shared/errors'
import {
  type FilesOutcome,
  type KeptFiles,
  MOST_NAMES,
  type UndoRefusal,
} from '../../shared/undo-operations'
import type { Copy } from './copies'
import { type RepoPath, shown } from './repo-path'
import type { Failure } from './restoration'

/** Names for an answer. */
const named = (paths: Iterable<RepoPath>) => [...paths].slice(0, MOST_NAMES).map(shown)

/** What became of files, for an answer. */
export function outcomeOf(of: {
  isChecked?: boolean
  restored?: Iterable<RepoPath>
  removed?: Iterable<RepoPath>
  failures?: readonly Failure[]
  replaced?: Iterable<RepoPath>
  notCovered?: readonly string[]
  unwatched?: number
  copy?: Copy | undefined
}): FilesOutcome {
  return {
    isChecked: of.isChecked ?? true,
    restored: named(of.restored ?? []),
    removed: named(of.removed ?? []),
    notRestored: (of.failures ?? [])
      .slice(0, MOST_NAMES)
      .map(({ path, reason }) => ({ path: shown(path), reason })),
    replaced: named(of.replaced ?? []),
    notCovered: (of.notCovered ?? []).slice(0, MOST_NAMES),
    unwatched: of.unwatched ?? 0,
    ...(of.copy && { kept: keptFiles(of.copy) }),
  }
}

export function keptFiles({ id, cause, time, worktree, folder, files }: Copy): KeptFiles {
  return { id, cause, time, worktree, folder, files: named(files.keys()), count: files.size }
}

/** Names for a sentence: the first three, and how many more there are. */
export function listOf(names: readonly string[], count = names.length): string {
  const first = names.slice(0, 3).map((name) => `“${name}”`)
  const more = count - first.length
  return more > 0 ? `${first.join(', ')} and ${more} more` : first.join(', ')
}

/** The refusal of an undo or redo: nothing was changed. */
export function refuse(
  reason: UndoRefusal['reason'],
  paths: readonly string[],
  message: (names: string) => string,
): AppError {
  const files = paths.slice(0, MOST_NAMES)
  const details: UndoRefusal = {
    reason,
    files,
    count: paths.length,
    canForce: reason !== 'blocked',
  }
  return new AppError('conflict', message(listOf(files, paths.length)), { details })
}
