import type { MessageWithParts, Session } from '../../shared/engine-types'
import type { SessionWithFiles } from '../../shared/undo-operations'
import { firstKept } from './copies'
import { bringBack, conflictsOf, earlierUndo } from './earlier-undo'
import { outcomeOf, refuse } from './outcome'
import type { RepoPath } from './repo-path'
import { obstaclesTo, Restoration, type Want } from './restoration'
import type { Snapshots } from './snapshots'
import { sameFile, type TreeFile } from './tree-change'
import { keeping, shownAll, type UndoContext } from './undo-context'
import { planUndo, type UndoPlan } from './undo-plan'
import { promptOf, runsWithoutSnapshot, type UndoneStep, undoneSteps } from './undone-steps'

/**
 * Undoes a message and all after it. The engine does it, and what it then left, took for another file or
 * removed is put right: each file is compared with what it should be.
 */
export function undo(
  context: UndoContext,
  of: { id: string; messageID: string; force?: boolean | undefined },
): Promise<SessionWithFiles> {
  return context.inTurn(of.id, async (session, tree) => {
    await context.requireMessage(of.id, of.messageID)
    const messages = await context.messages(session)
    const from = promptOf(messages, of.messageID)
    const steps = undoneSteps(messages, from)
    const earlier = session.revert?.snapshot
    const trees = steps.flatMap(({ before, after }) => (after ? [before, after] : [before]))
    const snapshots = await context.open(tree, earlier ? [...trees, earlier] : trees)
    const found = await snapshots?.present(session.directory, async (present) => {
      const { failure } = present
      if (failure !== undefined && !of.force) throw notNoted(failure)
      const { directory } = session
      const plan = await planUndo(snapshots, steps, { ...present, directory })
      return { failure, plan }
    })
    const isNoted = found?.failure === undefined
    const unwatched = runsWithoutSnapshot(messages, from)
    if (steps.length === 0 && earlier === undefined) {
      const undone = await context.revert(session, from)
      const notCovered = await context.notCovered(session, messages, from)
      return { ...undone, files: outcomeOf({ isChecked: isNoted, notCovered, unwatched }) }
    }
    if (snapshots && found) {
      const { plan } = found
      const seen = { context, session, messages, snapshots, from, plan, force: of.force }
      const undone = await undoSeen(seen)
      return { ...undone, files: { ...undone.files, isChecked: isNoted, unwatched } }
    }
    if (!of.force) refuseUnseen(steps, earlier !== undefined)
    const undone = await context.revert(session, from)
    return { ...undone, files: outcomeOf({ isChecked: false, unwatched }) }
  })
}

interface SeenUndo {
  context: UndoContext
  session: Session
  messages: readonly MessageWithParts[]
  snapshots: Snapshots
  from: string
  plan: UndoPlan
  force: boolean | undefined
}

async function undoSeen(of: SeenUndo): Promise<SessionWithFiles> {
  const { context, session, messages, snapshots, from, plan, force } = of
  requireInside(plan)
  if (!force) requireKnown(plan)
  if (!force) requireSure(plan)
  const copies = await context.copies.list(session.id)
  const earlier = session.revert && (await earlierUndo({ copies, session, messages }, snapshots))
  const wants = wantsOf(plan)
  await requireWay(snapshots, plan.reach, wants, { mistaken: plan.mistaken })

  const draft = await context.copies.begin({
    sessionID: session.id,
    cause: 'undo',
    worktree: snapshots.worktree,
  })
  const work = new Restoration(snapshots, draft, context.scratch, firstKept(copies))
  const remembered = new Set([...plan.reach, ...(earlier?.wants.keys() ?? [])])
  try {
    await keeping('undone', () => work.remember(remembered))
    const later = await work.edited(expected(plan, earlier?.plan))
    if (earlier) {
      for (const [path, want] of stayed(plan, earlier.plan, earlier.wants, work)) {
        wants.set(path, want)
      }
      const lost = await conflictsOf(snapshots, work, earlier)
      const conflicts = lost.filter((path) => !plan.targets.has(path))
      if (conflicts.length > 0 && !force) throw changedSince(conflicts)
      await bringBack(context, session, snapshots, work, earlier)
    }
    const undone = await context.revert(session, from)
    const failures = await work.bringAbout(wants)
    const unseen = await putBackUnseen(snapshots, work, wants)
    const changed = await work.changed()
    const notRestored = new Set(failures.map(({ path }) => path))
    const restored = [...plan.targets.keys()].filter(
      (path) => changed.has(path) && !notRestored.has(path) && !unseen.includes(path),
    )
    const tree = undone.revert?.snapshot
    return {
      ...undone,
      files: outcomeOf({
        restored,
        removed: restored.filter((path) => wants.get(path) === 'nothing'),
        failures,
        replaced: [...new Set([...later, ...plan.between])].filter((path) => changed.has(path)),
        notCovered: [
          ...shownAll([...plan.gone, ...unseen]),
          ...(await context.notCovered(
            session,
            messages,
            from,
            tree === undefined ? undefined : { plan, snapshots, tree },
          )),
        ],
        copy: await draft.close((path) => changed.has(path)),
      }),
    }
  } catch (error) {
    // What was replaced up to here stays kept.
    const changed = await work.changed()
    await draft.close((path) => changed.has(path))
    throw error
  }
}

function wantsOf(plan: UndoPlan): Map<RepoPath, Want> {
  const wants = new Map<RepoPath, Want>(plan.reach.map((path) => [path, 'before']))
  for (const [path, file] of plan.targets) wants.set(path, file ?? 'nothing')
  return wants
}

/**
 * Puts back what counts as made by the run, but was only ignored before: a run that changes what is
 * ignored shows the engine files for the first time (opencode 1.18.33).
 */
async function putBackUnseen(
  snapshots: Snapshots,
  work: Restoration,
  wants: ReadonlyMap<RepoPath, Want>,
): Promise<RepoPath[]> {
  const removed = [...wants].flatMap(([path, want]) =>
    want === 'nothing' && work.before(path).kind !== 'absent' ? [path] : [],
  )
  const unseen = [...(await snapshots.ignored(removed))]
  await work.bringAbout(new Map(unseen.map((path) => [path, 'before'])))
  return unseen
}

/** What is at the paths if nobody changed anything since the agent, or since an earlier undo. */
function expected(plan: UndoPlan, earlier: UndoPlan | undefined) {
  const files = new Map<RepoPath, TreeFile | undefined>(plan.results)
  for (const [path, file] of earlier?.targets ?? []) files.set(path, file)
  return files
}

/**
 * What an earlier undo put back and this one does not undo further: what a person wrote there since
 * stays; what only the earlier one undid comes back.
 */
function stayed(
  plan: UndoPlan,
  earlier: UndoPlan,
  back: ReadonlyMap<RepoPath, Want>,
  work: Restoration,
): Map<RepoPath, Want> {
  const wants = new Map<RepoPath, Want>()
  for (const [path, want] of back) {
    const target = plan.targets.get(path)
    if (!plan.targets.has(path)) wants.set(path, want)
    else if (sameFile(earlier.targets.get(path), target) && work.before(path).kind !== 'absent') {
      wants.set(path, 'before')
    }
  }
  return wants
}

function requireInside({ outside }: UndoPlan): void {
  if (outside.length === 0) return
  throw refuse(
    'blocked',
    outside,
    (names) => `Nothing was undone: the engine would go outside of the project for ${names}.`,
  )
}

function requireKnown({ gone }: UndoPlan): void {
  if (gone.size === 0) return
  throw refuse(
    'gone',
    shownAll(gone),
    (names) =>
      `Nothing was undone: the engine no longer has what was in ${names} before. It keeps that for ` +
      'seven days. Fork the session from there instead, or undo and leave these files as they are.',
  )
}

function requireSure({ unsure }: UndoPlan): void {
  if (unsure.size === 0) return
  throw refuse(
    'unsure',
    shownAll(unsure),
    (names) =>
      `Nothing was undone: the engine did not note all of the run, so it is not known who changed ${names}: ` +
      'the agent, or somebody else since. Undo all the same, and they are as they were before the run; ' +
      'what they hold now is kept.',
  )
}

const notNoted = (failure: string) =>
  refuse(
    'unseen',
    [],
    () =>
      'Nothing was undone: the engine cannot note how the files of this project are, so it may put back ' +
      `too little, or what is out of date. Git says: ${failure}. Mend that first for the runs to come; ` +
      'undo all the same, and look at the files.',
  )

/** @throws AppError `conflict` when something stands in the way that undoing must not remove */
export async function requireWay(
  { worktree }: Snapshots,
  reach: readonly RepoPath[],
  wants: ReadonlyMap<RepoPath, Want>,
  { what = 'undone', mistaken }: { what?: string; mistaken?: ReadonlySet<RepoPath> } = {},
): Promise<void> {
  const obstacles = await obstaclesTo(worktree, reach, wants, mistaken)
  if (obstacles.length === 0) return
  const kinds = { link: 'a link', file: 'a file', folder: 'a folder', other: 'no regular file' }
  const kind = kinds[obstacles[0]?.kind ?? 'other']
  throw refuse(
    'blocked',
    shownAll(obstacles.map(({ path }) => path)),
    (names) =>
      `Nothing was ${what}: ${names} ${obstacles.length > 1 ? 'stand' : `is ${kind} now, and stands`} ` +
      'in the way. Move it to another place, then try again.',
  )
}

export const changedSince = (paths: readonly RepoPath[]) =>
  refuse(
    'changed',
    shownAll(paths),
    (names) =>
      `Nothing was redone: ${names} changed since the undo, and redo would replace what is there. ` +
      'Redo all the same, and what it replaces is kept.',
  )

// What the engine undoes rightly by itself: names that git prints as they are (opencode 1.18.33).
const PLAIN = /^[\x20-\x7e]+$/
const ODD = /["\\:*?[\]]|\/ | $/

/** @throws AppError `conflict` when the engine by itself may replace or remove what it should not */
function refuseUnseen(steps: readonly UndoneStep[], isUndone: boolean): void {
  const names = [...new Set(steps.flatMap(({ listed }) => listed))]
  if (isUndone) {
    throw refuse(
      'unseen',
      names,
      () =>
        'Nothing was undone: the engine runs elsewhere, and to undo further it would replace every ' +
        'file of the project by what it was at the undo before. Redo first, or undo all the same.',
    )
  }
  const odd = names.filter((name) => !PLAIN.test(name) || ODD.test(name))
  if (odd.length === 0) return
  throw refuse(
    'unseen',
    odd,
    (list) =>
      `Nothing was undone: the engine runs elsewhere and may remove ${list} instead of putting it ` +
      'back. Save these files first, then undo all the same.',
  )
}
