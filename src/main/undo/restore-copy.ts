import { AppError } from '../../shared/errors'
import type { FilesOutcome } from '../../shared/undo-operations'
import { isDirectory } from '../sessions/directory'
import type { Copies, Copy } from './copies'
import { outcomeOf } from './outcome'
import { type RepoPath, shown } from './repo-path'
import { type Failure, reasonOf } from './restoration'
import { keeping } from './undo-context'
import { type FileState, isSame, put, stateOf } from './work-tree'

/**
 * Puts kept files back where they were. What is there now is kept in turn, so this can be taken back.
 * @param names of files, as the copy lists them; all when absent
 */
export async function restoreCopy(
  copies: Copies,
  copy: Copy,
  names?: readonly string[],
): Promise<FilesOutcome> {
  const { sessionID, worktree } = copy
  if (!(await isDirectory(worktree))) {
    throw new AppError(
      'conflict',
      `The folder ${worktree} is not there any more. Its files are kept in ${copy.folder}.`,
    )
  }
  const wanted = names && new Set(names)
  const files = [...copy.files].filter(([path]) => wanted?.has(shown(path)) ?? true)
  const draft = await copies.begin({ sessionID, cause: 'restore', worktree })
  const before = new Map<RepoPath, FileState>()
  const failures: Failure[] = []
  const close = async () => {
    const replaced = new Set<RepoPath>()
    for (const [path, state] of before) {
      if (!isSame(await stateOf(worktree, path), state)) replaced.add(path)
    }
    return draft.close((path) => replaced.has(path))
  }
  try {
    await keeping('put back', async () => {
      for (const [path] of files) {
        const state = await stateOf(worktree, path)
        await draft.keep(path, state)
        before.set(path, state)
      }
      await draft.seal()
    })
  } catch (error) {
    await close()
    throw error
  }
  for (const [path, replacement] of files) {
    try {
      await put(worktree, path, replacement)
    } catch (error) {
      failures.push({ path, reason: reasonOf(error) })
    }
  }
  const failed = new Set(failures.map(({ path }) => path))
  return outcomeOf({
    restored: files.map(([path]) => path).filter((path) => !failed.has(path)),
    failures,
    copy: await close(),
  })
}
