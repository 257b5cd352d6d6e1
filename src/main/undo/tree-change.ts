import type { RepoPath } from './repo-path'

/** A file in a tree of git: a regular file, one that can be run, or a symbolic link. */
export interface TreeFile {
  readonly mode: string
  readonly blob: string
}

/** A file that differs between two states; undefined where it is not there. */
export interface TreeChange {
  readonly path: RepoPath
  readonly before: TreeFile | undefined
  readonly after: TreeFile | undefined
}

/** The mode of a repository within the repository, which is none of the engine's business. */
export const GITLINK = '160000'

/** Reads what `--raw -z` prints: `:mode mode blob blob status`, then the path. */
export function readRaw(fields: readonly string[]): TreeChange[] {
  const changes: TreeChange[] = []
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [from = '', to = '', before = '', after = ''] = (fields[index] ?? '').slice(1).split(' ')
    if (from === GITLINK || to === GITLINK) continue
    changes.push({
      path: fields[index + 1] as RepoPath,
      before: fileOf(from, before),
      after: fileOf(to, after),
    })
  }
  return changes
}

const fileOf = (mode: string, blob: string): TreeFile | undefined =>
  mode === '000000' ? undefined : { mode, blob }

export const sameFile = (one: TreeFile | undefined, other: TreeFile | undefined): boolean =>
  one?.blob === other?.blob && one?.mode === other?.mode
