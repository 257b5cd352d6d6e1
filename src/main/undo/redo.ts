import type { Session } from '../../shared/engine-types'
import type { SessionWithFiles } from '../../shared/undo-operations'
import { firstKept } from './copies'
import { bringBack, conflictsOf, type EarlierUndo, earlierUndo } from './earlier-undo'
import { outcomeOf, refuse } from './outcome'
import type { RepoPath } from './repo-path'
import { Restoration } from './restoration'
import type { Snapshots } from './snapshots'
import { changedSince, requireWay } from './undo'
import { keeping, shownAll, type UndoContext } from './undo-context'
import type { Replacement } from './work-tree'

/**
 * Redoes what is undone. The engine's own redo replaces the whole tree of files by what it was at the
 * undo; here only files that were undone are changed, and what somebody wrote there since is asked about.
 */
export function redo(
  context: UndoContext,
  { id, force }: { id: string; force?: boolean | undefined },
): Promise<SessionWithFiles> {
  return context.inTurn(id, async (session, tree) => {
    const { revert } = session
    // Without a snapshot the engine touches no file.
    if (!revert?.snapshot) return { ...(await context.unrevert(session)), files: outcomeOf({}) }
    const snapshots = await context.open(tree, [revert.snapshot])
    if (!snapshots) {
      if (!force) throw unseen()
      return { ...(await context.unrevert(session)), files: outcomeOf({ isChecked: false }) }
    }
    const messages = await context.messages(session)
    const copies = await context.copies.list(session.id)
    const earlier = await earlierUndo({ copies, session, messages }, snapshots)
    if (!earlier) {
      if (!force) throw gone()
      return { ...(await showOnly(context, session)), files: outcomeOf({}) }
    }
    return redoSeen({ context, session, snapshots, earlier, force, kept: firstKept(copies) })
  })
}

interface SeenRedo {
  context: UndoContext
  session: Session
  snapshots: Snapshots
  earlier: EarlierUndo
  kept: ReadonlyMap<RepoPath, Replacement>
  force: boolean | undefined
}

async function redoSeen(of: SeenRedo): Promise<SessionWithFiles> {
  const { context, session, snapshots, earlier, kept, force } = of
  if (earlier.gone.length > 0 && !force) throw gone(shownAll(earlier.gone))
  const paths = [...earlier.wants.keys()]
  await requireWay(snapshots, paths, earlier.wants, { what: 'redone' })
  const draft = await context.copies.begin({
    sessionID: session.id,
    cause: 'redo',
    worktree: snapshots.worktree,
  })
  const work = new Restoration(snapshots, draft, context.scratch, kept)
  try {
    await keeping('redone', () => work.remember(paths))
    const conflicts = await conflictsOf(snapshots, work, earlier)
    if (conflicts.length > 0 && !force) throw changedSince(conflicts)
    const redone = await bringBack(context, session, snapshots, work, earlier)
    const changed = await work.changed()
    const left = paths.filter((path) => earlier.wants.get(path) === 'before')
    return {
      ...redone,
      files: outcomeOf({
        restored: paths.filter((path) => !left.includes(path)),
        removed: paths.filter((path) => earlier.wants.get(path) === 'nothing'),
        replaced: conflicts,
        notCovered: shownAll([...earlier.gone, ...left]),
        copy: await draft.close((path) => changed.has(path)),
      }),
    }
  } catch (error) {
    const changed = await work.changed()
    await draft.close((path) => changed.has(path))
    throw error
  }
}

/** Shows messages whose files are lost to the engine, which then touches none either. */
const showOnly = async (context: UndoContext, session: Session): Promise<Session> =>
  (await context.showUndone(session)) ?? context.unrevert(session)

const gone = (paths: readonly string[] = []) =>
  refuse(
    'gone',
    paths,
    (names) =>
      `Nothing was redone: the engine no longer has ${names ? `${names} as it was` : 'the files as they were'} ` +
      'at the undo. It keeps that for seven days. Redo the messages alone, and these files stay as they are.',
  )

const unseen = () =>
  refuse(
    'unseen',
    [],
    () =>
      'Nothing was redone: the engine runs elsewhere, and would replace every file of the project by ' +
      'what it was at the undo. What was written since, in any file, would be lost. Save it first, then ' +
      'redo all the same.',
  )
