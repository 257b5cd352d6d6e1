import type { MessageWithParts, Session } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import { type Copy, firstKept } from './copies'
import { listOf } from './outcome'
import { type RepoPath, shown } from './repo-path'
import { isTreeFile, type Restoration, type Want } from './restoration'
import type { Snapshots } from './snapshots'
import type { TreeFile } from './tree-change'
import type { UndoContext } from './undo-context'
import { planUndo, type UndoPlan } from './undo-plan'
import { undoneSteps } from './undone-steps'

/** An undo that is in force, and what its files become when it is redone. */
export interface EarlierUndo {
  readonly plan: UndoPlan
  readonly wants: ReadonlyMap<RepoPath, Want>
  /** All files as they were at the undo. */
  readonly tree: ReadonlyMap<RepoPath, TreeFile>
  /** Files that the engine no longer has as they were then. */
  readonly gone: readonly RepoPath[]
}

export interface EarlierUndoOptions {
  /** The copies of the session, newest first. */
  copies: readonly Copy[]
  session: Session
  messages: readonly MessageWithParts[]
}

/**
 * Works out from messages and snapshots what an undo changed, so nothing has to be remembered: it may
 * have been made by another client, or before a restart.
 * @returns undefined when the engine no longer has the tree of the undo
 */
export async function earlierUndo(
  { copies, session, messages }: EarlierUndoOptions,
  snapshots: Snapshots,
): Promise<EarlierUndo | undefined> {
  const { messageID = '', partID, snapshot } = session.revert ?? {}
  if (snapshot === undefined) return undefined
  const { directory } = session
  const plan = await planUndo(snapshots, undoneSteps(messages, messageID, partID), {
    directory,
    changesSince: (from) => snapshots.changes(from, snapshot),
  })
  const tree = await snapshots.files(snapshot).catch(() => undefined)
  if (!tree) return undefined
  const paths = [...new Set([...plan.targets.keys(), ...plan.gone])]
  const lost = await snapshots.missing(paths.flatMap((path) => tree.get(path)?.blob ?? []))
  const isGone = (path: RepoPath) => lost.has(tree.get(path)?.blob ?? '')
  const wants = new Map<RepoPath, Want>()
  const kept = firstKept(copies.filter(({ cause }) => cause === 'undo'))
  for (const path of paths) {
    // What was ignored then is in no tree.
    const otherwise = plan.hidden.has(path) ? (kept.get(path) ?? 'before') : 'nothing'
    if (!isGone(path)) wants.set(path, tree.get(path) ?? otherwise)
  }
  return { plan, wants, tree, gone: paths.filter(isGone) }
}

/** The files that redoing would replace although somebody changed them since the undo. */
export async function conflictsOf(
  snapshots: Snapshots,
  work: Restoration,
  { plan, wants }: EarlierUndo,
): Promise<RepoPath[]> {
  const results = [...wants].flatMap(([path, want]): [RepoPath, TreeFile][] =>
    isTreeFile(want) ? [[path, want]] : [],
  )
  const unlike = await snapshots.differing(new Map(results))
  const isAsWanted = (path: RepoPath) => isTreeFile(wants.get(path)) && !unlike.has(path)
  const targets = new Map([...wants.keys()].map((path) => [path, plan.targets.get(path)]))
  const edited = await work.edited(targets)
  return edited.filter((path) => !isAsWanted(path))
}

/**
 * Redoes: brings the files back that the undo changed, and only these, then shows the messages. When
 * either does not work, all is as it was.
 */
export async function bringBack(
  context: UndoContext,
  session: Session,
  snapshots: Snapshots,
  work: Restoration,
  { plan, wants, tree }: EarlierUndo,
): Promise<Session> {
  const asBefore = () => work.bringAbout(new Map([...wants.keys()].map((path) => [path, 'before'])))
  const failures = await work.bringAbout(wants)
  if (failures.length > 0) {
    await asBefore()
    const [first] = failures
    const names = listOf(failures.map(({ path }) => shown(path)))
    throw new AppError(
      'conflict',
      `Nothing was redone: ${names} ${first?.reason ?? ''}. Mend that, then try again.`,
    )
  }
  try {
    // What the run made and then ignored is in no tree after it.
    const made = [...wants].flatMap(([path, want]): [RepoPath, TreeFile][] => {
      const result = plan.results.get(path)
      return want === 'nothing' && result ? [[path, result]] : []
    })
    const ignored = await snapshots.ignored(made.map(([path]) => path))
    await work.bringAbout(new Map(made.filter(([path]) => ignored.has(path))))
    const shownAgain = await context.showUndone(session)
    return shownAgain ?? (await unrevertGuarded(context, session, snapshots, work, tree))
  } catch (error) {
    await asBefore()
    throw error
  }
}

/** Redoes with the engine's own, which replaces the whole tree, and puts back what it should not have. */
async function unrevertGuarded(
  context: UndoContext,
  session: Session,
  snapshots: Snapshots,
  work: Restoration,
  tree: ReadonlyMap<RepoPath, TreeFile>,
): Promise<Session> {
  const others = await snapshots.differing(tree)
  await work.remember(others)
  const redone = await context.unrevert(session)
  await work.bringAbout(new Map([...others].map((path) => [path, 'before'])))
  return redone
}
