import { lstat } from 'node:fs/promises'
import { posix } from 'node:path'
import {
  canBeListed,
  foldersOf,
  listedName,
  namedFile,
  type RepoPath,
  repoPathOf,
} from './repo-path'
import { sideBySide } from './side-by-side'
import type { Snapshots } from './snapshots'
import type { TreeChange } from './tree-change'
import type { UndoneStep } from './undone-steps'
import { below } from './work-tree'

/** The undo that a plan is made for. */
export interface PlanFor {
  /** The session's folder: the engine notes nothing outside of it. */
  directory: string
  /** Compares a tree with the state that the undo began or begins with. */
  changesSince: (tree: string) => Promise<TreeChange[]>
}

/** The changes of one step. */
export interface RunChanges {
  readonly changes: readonly TreeChange[]
  /** Of these the files that are out of the trees because they are ignored since: what the step left there is not known. */
  readonly hidden: ReadonlySet<RepoPath>
  /** Of these the files that were as they are before the step began: the tree before it was out of date. */
  readonly earlier: ReadonlySet<RepoPath>
}

const NONE: ReadonlySet<RepoPath> = new Set()
/** Clocks of a file system and of a machine may differ so much, ms. */
const CLOCKS_MS = 2_000
/** A file system's clock goes by ticks, ms. */
const TICK_MS = 20

/**
 * Works out what a step changed. The trees before and after it tell, not the engine's list: of a renamed
 * file that has the new name alone, and with some settings of a person's git other names or none.
 * @returns undefined when a part of a tree is not there any more
 */
export async function runChanges(
  snapshots: Snapshots,
  step: UndoneStep,
  missing: ReadonlySet<string>,
  plan: PlanFor,
): Promise<RunChanges | undefined> {
  const { before, isCut } = step
  const after = step.after !== undefined && !missing.has(step.after) ? step.after : undefined
  const isListed = listedBy(snapshots.worktree, step.listed)
  try {
    if (missing.has(before)) return undefined
    if (isCut) {
      const all = await (after ? snapshots.changes(before, after) : plan.changesSince(before))
      return { changes: await writtenWithin(snapshots, step, all), hidden: NONE, earlier: NONE }
    }
    if (after === undefined) {
      const changes = await changesToNow(snapshots, step)
      const renamed = changes.every(isListed) ? new Map() : await snapshots.renamed(before)
      const mine = changes.filter((change) => isListed(change) || renamed.has(change.path))
      return { changes: mine, hidden: NONE, earlier: NONE }
    }
    // Others work in other folders of the same tree of files.
    const isWithin = withinFolder(snapshots.worktree, plan.directory)
    const all = await snapshots.changes(before, after)
    const changes = all.filter((change) => isListed(change) || isWithin(change.path))
    const removed = changes.filter((change) => !change.after && !isListed(change))
    const hidden = await snapshots.ignoredIn(
      after,
      removed.map(({ path }) => path),
    )
    return { changes, hidden, earlier: await earlierThan(snapshots, step, changes) }
  } catch {
    // A tree can be there without all that belongs to it.
    return undefined
  }
}

/** Of these changes those that were made in the time of a step, where that is known. */
async function writtenWithin(
  { worktree }: Snapshots,
  { startedAt = 0, endedAt }: UndoneStep,
  changes: readonly TreeChange[],
): Promise<TreeChange[]> {
  if (endedAt === undefined) return [...changes]
  const within = new Set<RepoPath>()
  await sideBySide(changes, async ({ path }) => {
    const at = await changedAt(worktree, path)
    if (at !== undefined && at >= startedAt - TICK_MS && at <= endedAt) within.add(path)
  })
  return changes.filter(({ path }) => within.has(path))
}

/** Gives the time at which a file was last written, moved, closed or opened to others, in ms since the epoch. */
const changedAt = (worktree: string, path: RepoPath) =>
  lstat(below(worktree, path)).then(
    ({ ctimeMs }) => ctimeMs,
    () => undefined,
  )

/**
 * The files that did not change in a step although its trees differ there: nobody wrote, moved or closed
 * them since it began, nor a folder that they are in. The engine had not been able to note what was there
 * before.
 */
async function earlierThan(
  snapshots: Snapshots,
  { before, startedAt }: UndoneStep,
  changes: readonly TreeChange[],
): Promise<ReadonlySet<RepoPath>> {
  const { worktree } = snapshots
  if (startedAt === undefined) return NONE
  const earlier = new Set<RepoPath>()
  await sideBySide(changes, async ({ path, after }) => {
    if (!after) return
    // Files keep their times where it is a folder that was moved.
    for (const each of [path, ...foldersOf(path)]) {
      const at = await changedAt(worktree, each)
      if (at === undefined || at >= startedAt - CLOCKS_MS) return
    }
    earlier.add(path)
  })
  // What was only ignored before the step comes into sight with it.
  const added = changes.filter(({ path, before: had }) => !had && earlier.has(path))
  for (const path of await snapshots.ignoredIn(
    before,
    added.map((change) => change.path),
  )) {
    earlier.delete(path)
  }
  return earlier
}

/** Compares with now, which stands for what a step left where that is not known. */
async function changesToNow(snapshots: Snapshots, step: UndoneStep): Promise<TreeChange[]> {
  const { before, listed } = step
  const changes = await snapshots.changes(before)
  const changed = new Set(changes.map(({ path }) => listedName(snapshots.worktree, path)))
  const unchanged = listed.filter((name) => !changed.has(name))
  if (unchanged.length === 0) return changes
  const tree = await snapshots.files(before)
  const more = unchanged.flatMap((name): TreeChange[] => {
    const path = namedFile(snapshots.worktree, name)
    return path ? [{ path, before: tree.get(path), after: undefined }] : []
  })
  return [...changes, ...more]
}

function listedBy(worktree: string, listed: readonly string[]) {
  const names = new Set(listed)
  return ({ path }: TreeChange) => names.has(listedName(worktree, path)) || !canBeListed(path)
}

function withinFolder(worktree: string, directory: string) {
  const folder = posix.relative(worktree.replaceAll('\\', '/'), directory.replaceAll('\\', '/'))
  const isWhole = folder === '' || folder.startsWith('..')
  const prefix = repoPathOf(`${folder}/`)
  return (path: RepoPath) => isWhole || path.startsWith(prefix)
}
