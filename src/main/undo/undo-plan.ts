import { canBeListed, listedName, namedFile, namesTheRoot, type RepoPath } from './repo-path'
import type { Snapshots } from './snapshots'
import type { TreeChange, TreeFile } from './tree-change'
import type { UndoneStep } from './undone-steps'

/** What undoing steps means for files. */
export interface UndoPlan {
  /** For each file that the steps changed, what was there before them; undefined: nothing. */
  readonly targets: ReadonlyMap<RepoPath, TreeFile | undefined>
  /** What the steps left there, where that is known. */
  readonly results: ReadonlyMap<RepoPath, TreeFile | undefined>
  /** Changed files of which it is no longer known what was there. */
  readonly gone: ReadonlySet<RepoPath>
  /**
   * All that the engine may touch when it undoes these steps, in its order: it takes names for others
   * and for patterns.
   */
  readonly reach: readonly RepoPath[]
  /** Of these the names that no file of the steps has: there may be another file, or a folder. */
  readonly mistaken: ReadonlySet<RepoPath>
  /**
   * Of the targets those that somebody else may have changed, not the agent: what a run left that the
   * engine did not live to note.
   */
  readonly unsure: ReadonlySet<RepoPath>
  /** Names that lead out of the tree: the engine would go there. */
  readonly outside: readonly string[]
}

// What makes a pattern of a name (gitglossary, pathspec).
const PATTERN = /[*?[\\]/

/**
 * Works out from the engine's own snapshots what undoing steps means.
 * @param changesSince what changed from a tree to the state that the undo began or begins with
 */
export async function planUndo(
  snapshots: Snapshots,
  steps: readonly UndoneStep[],
  changesSince: (tree: string) => Promise<TreeChange[]>,
): Promise<UndoPlan> {
  const { worktree } = snapshots
  const missing = await snapshots.missing(
    steps.flatMap(({ before, after }) => (after ? [before, after] : [before])),
  )
  const targets = new Map<RepoPath, TreeFile | undefined>()
  const results = new Map<RepoPath, TreeFile | undefined>()
  const gone = new Set<RepoPath>()
  const reach = new Set<RepoPath>()
  const mistaken = new Set<RepoPath>()
  const unsure = new Set<RepoPath>()
  const matched = new Set<RepoPath>()
  const outside: string[] = []
  for (const step of steps) {
    const listed = new Set(step.listed)
    const changes = missing.has(step.before)
      ? undefined
      : await changesOf(snapshots, step, missing, changesSince)
    const mine = changes ? await changesOfTheRun(snapshots, step, changes) : []
    const changed = new Set(mine.map(({ path }) => path))
    for (const name of listed) {
      const path = namedFile(worktree, name)
      // The engine then restores the whole tree.
      const isRoot = namesTheRoot(worktree, name)
      if (path === undefined && !isRoot) {
        outside.push(name)
        continue
      }
      if (path !== undefined) reach.add(path)
      if (!changes) {
        if (path !== undefined && !targets.has(path)) gone.add(path)
      } else if (path === undefined || !changed.has(path) || PATTERN.test(name)) {
        if (path !== undefined) mistaken.add(path)
        for (const match of await snapshots.matching(step.before, name)) {
          reach.add(match)
          matched.add(match)
        }
      }
    }
    for (const { path, before, after } of mine) {
      if (!targets.has(path) && !gone.has(path)) {
        targets.set(path, before)
        if (step.isCut) unsure.add(path)
      }
      reach.add(path)
      // What a step that was cut short left is not known.
      if (step.after !== undefined && !step.isCut) results.set(path, after)
      else results.delete(path)
    }
  }
  for (const path of [...targets.keys(), ...matched]) mistaken.delete(path)
  await dropWithoutContent(snapshots, targets, gone)
  return { targets, results, gone, reach: [...reach], mistaken, unsure, outside }
}

/** @returns undefined when a part of a tree is not there any more */
async function changesOf(
  snapshots: Snapshots,
  { before, after, listed, isCut }: UndoneStep,
  missing: ReadonlySet<string>,
  changesSince: (tree: string) => Promise<TreeChange[]>,
): Promise<TreeChange[] | undefined> {
  try {
    if (isCut && after === undefined) return await changesSince(before)
    if (after !== undefined && !missing.has(after)) return await snapshots.changes(before, after)
    // What the step left is not known: what is there now stands for it.
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
  } catch {
    // A tree can be there without all that belongs to it.
    return undefined
  }
}

/**
 * Leaves out what the engine only lost sight of: it takes files that are ignored by now out of its trees.
 * What it lists is the run's, but of a renamed file it lists the new name alone.
 */
async function changesOfTheRun(
  snapshots: Snapshots,
  { before, after, listed, isCut }: UndoneStep,
  changes: TreeChange[],
): Promise<TreeChange[]> {
  if (isCut) return changes
  const { worktree } = snapshots
  const names = new Set(listed)
  const isListed = ({ path }: TreeChange) =>
    names.has(listedName(worktree, path)) || !canBeListed(path)
  if (changes.every((change) => change.after !== undefined || isListed(change))) {
    return changes.filter(isListed)
  }
  const renamed = await snapshots.renamed(before, after)
  return changes.filter((change) => isListed(change) || renamed.has(change.path))
}

async function dropWithoutContent(
  snapshots: Snapshots,
  targets: Map<RepoPath, TreeFile | undefined>,
  gone: Set<RepoPath>,
): Promise<void> {
  const lost = await snapshots.missing([...targets.values()].flatMap((file) => file?.blob ?? []))
  for (const [path, file] of targets) {
    if (!file || !lost.has(file.blob)) continue
    targets.delete(path)
    gone.add(path)
  }
}
