import { namedFile, namesTheRoot, type RepoPath } from './repo-path'
import { type PlanFor, runChanges } from './run-changes'
import type { Snapshots } from './snapshots'
import { sameFile, type TreeFile } from './tree-change'
import type { UndoneStep } from './undone-steps'
import { kindAt } from './work-tree'

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
   * engine did not live to note, hidden ones that hold something else now, and what is older than the run.
   */
  readonly unsure: ReadonlySet<RepoPath>
  /** Of the targets those that are in no later tree because they are ignored since. */
  readonly hidden: ReadonlySet<RepoPath>
  /** Of the targets those that somebody changed between two of the steps. */
  readonly between: ReadonlySet<RepoPath>
  /** Names that lead out of the tree: the engine would go there. */
  readonly outside: readonly string[]
}

// What makes a pattern of a name (gitglossary, pathspec).
const PATTERN = /[*?[\\]/

/** Works out from the engine's own snapshots what undoing steps means. */
export async function planUndo(
  snapshots: Snapshots,
  steps: readonly UndoneStep[],
  of: PlanFor,
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
  const hidden = new Set<RepoPath>()
  const between = new Set<RepoPath>()
  const matched = new Set<RepoPath>()
  const outside: string[] = []
  for (const step of steps) {
    const listed = new Set(step.listed)
    const found = await runChanges(snapshots, step, missing, of)
    const mine = found?.changes ?? []
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
      if (!found) {
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
      const left = results.get(path)
      if (results.has(path) && !sameFile(left, before)) between.add(path)
      if (!targets.has(path) && !gone.has(path)) {
        targets.set(path, before)
        if (step.isCut || found?.earlier.has(path)) unsure.add(path)
        if (found?.hidden.has(path)) hidden.add(path)
      }
      reach.add(path)
      if (found?.hidden.has(path)) continue
      // What a step that was cut short left is not known.
      if (step.after !== undefined && !step.isCut) results.set(path, after)
      else results.delete(path)
    }
  }
  for (const path of [...targets.keys(), ...matched]) mistaken.delete(path)
  await dropWithoutContent(snapshots, targets, gone)
  for (const path of await hiddenEdits(snapshots, targets, hidden)) unsure.add(path)
  return { targets, results, gone, reach: [...reach], mistaken, unsure, hidden, between, outside }
}

/** Of hidden files those that are there and hold something else than before the run. */
async function hiddenEdits(
  snapshots: Snapshots,
  targets: ReadonlyMap<RepoPath, TreeFile | undefined>,
  hidden: ReadonlySet<RepoPath>,
): Promise<RepoPath[]> {
  const there = new Map<RepoPath, TreeFile>()
  for (const path of hidden) {
    const before = targets.get(path)
    if (before && (await kindAt(snapshots.worktree, path)) !== 'absent') there.set(path, before)
  }
  return [...(await snapshots.differing(there))]
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
