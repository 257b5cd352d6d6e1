import { lstat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { MessageWithParts, Session } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { Engine } from '../engine/engine'
import { engineFolders } from '../engine/engine-folders'
import type { Logger } from '../logging'
import { ask, sessionBusy } from '../sessions/engine-answer'
import type { SessionPlaces } from '../sessions/session-places'
import type { Copies } from './copies'
import { createGit } from './git'
import { namedFile, type RepoPath, shown } from './repo-path'
import { openSnapshots, type Snapshots } from './snapshots'
import type { TreeFile } from './tree-change'
import type { Turns } from './turns'
import type { UndoPlan } from './undo-plan'
import { writtenByTools } from './undone-steps'

export interface UndoContextOptions {
  engine: Pick<Engine, 'getClient' | 'getEnvironment' | 'getEngineStatus'>
  places: Pick<SessionPlaces, 'require'>
  isBusy: (sessionID: string) => boolean
  copies: Copies
  /** A folder of ours for files of a moment. */
  scratch: string
  turns: Turns
  log: Logger
}

/** The tree of files that a session works in, as the engine names it. */
interface WorkTree {
  readonly worktree: string
  readonly projectID: string
}

/** What undo and redo need of the engine, and where they may write. */
export class UndoContext {
  readonly copies: Copies
  readonly scratch: string
  readonly log: Logger
  readonly #options: UndoContextOptions

  constructor(options: UndoContextOptions) {
    this.#options = options
    this.copies = options.copies
    this.scratch = options.scratch
    this.log = options.log
  }

  get client() {
    return this.#options.engine.getClient()
  }

  session(sessionID: string): Promise<Session> {
    return ask(this.client.session.get({ sessionID }))
  }

  messages({ id, directory }: Session): Promise<MessageWithParts[]> {
    return ask(this.client.session.messages({ sessionID: id, directory }))
  }

  /** @throws AppError `not_found`; the engine's own undo takes an unknown one for none (1.18.33) */
  async requireMessage(sessionID: string, messageID: string): Promise<void> {
    await ask(this.client.session.message({ sessionID, messageID }))
  }

  /** Does the work for a session when nothing else is undone or redone in the same tree of files. */
  async inTurn<T>(
    sessionID: string,
    work: (session: Session, tree: WorkTree) => Promise<T>,
  ): Promise<T> {
    const found = await this.session(sessionID)
    this.#options.places.require(found)
    const { directory } = found
    const [path, project] = await Promise.all([
      ask(this.client.path.get({ directory })),
      ask(this.client.project.current({ directory })),
    ])
    const { worktree } = path
    const tree = { worktree, projectID: project.id }
    return this.#options.turns.take(worktree, async () => {
      if (this.#options.isBusy(sessionID)) throw sessionBusy()
      return work(await this.session(sessionID), tree)
    })
  }

  /**
   * Opens the engine's snapshots.
   * @param trees that are in them; of an engine that runs elsewhere they tell whether these are its own
   */
  async open({ worktree, projectID }: WorkTree, trees: string[]): Promise<Snapshots | undefined> {
    const { engine, scratch } = this.#options
    const { attached, projectDir = process.cwd() } = engine.getEngineStatus()
    if (attached && trees.length === 0) return undefined
    const snapshots = await openSnapshots({
      git: createGit(() => engine.getEnvironment()),
      dataFolder: engineFolders(engine.getEnvironment(), projectDir).data,
      scratch,
      worktree,
      projectID,
      // Which we tell the git of an engine that we start.
      ignoresErrors: !attached,
    })
    if (!snapshots || !attached) return snapshots
    return (await snapshots.missing(trees)).size === 0 ? snapshots : undefined
  }

  /** The engine's own undo: it hides messages, and puts files back as well as it can. */
  revert({ id, directory }: Session, messageID: string): Promise<Session> {
    return ask(
      this.client.session.revert({ sessionID: id, directory, messageID }),
      'The engine could not undo the message. Try again.',
    )
  }

  /** The engine's own redo: it shows messages again, and replaces the whole tree of files. */
  unrevert({ id, directory }: Session): Promise<Session> {
    return ask(
      this.client.session.unrevert({ sessionID: id, directory }),
      'The engine could not redo what was undone. Try again.',
    )
  }

  /**
   * Shows undone messages again and touches no file: the newer plane of the engine puts back only files
   * that it noted itself, and of this session it noted none (opencode 1.18.33).
   * @returns the session, or undefined when this engine does not do that
   */
  async showUndone({ id, directory }: Session): Promise<Session | undefined> {
    try {
      await this.client.v2.session.revert.clear({ sessionID: id })
    } catch (error) {
      this.log.warn('The engine could not be asked to show undone messages.', error)
    }
    const { revert, title } = await this.session(id)
    if (revert) return undefined
    // It sends no event that windows and companion tools know; a title that stays as it is sends one.
    return ask(this.client.session.update({ sessionID: id, directory, title }))
  }

  /** Files that the agent says it wrote, which are there and in no snapshot. */
  async notCovered(
    { directory }: Session,
    messages: readonly MessageWithParts[],
    from: string,
    covered?: { plan: UndoPlan; snapshots: Snapshots; tree: string },
  ): Promise<string[]> {
    const written = writtenByTools(messages, from)
    if (written.length === 0) return []
    const files = await covered?.snapshots.files(covered.tree)
    const pathOf = (file: string) => {
      const within = relative(directory, file)
      if (within.startsWith('..') || isAbsolute(within) || !covered) return undefined
      return namedFile(covered.snapshots.worktree, file.split(sep).join('/'))
    }
    const known = new Map(
      written.flatMap((name): [RepoPath, TreeFile][] => {
        const path = pathOf(resolve(directory, name))
        const file = path && files?.get(path)
        return file ? [[path, file]] : []
      }),
    )
    // What git is told to overlook (`skip-worktree`) is in the trees as it was once.
    const overlooked = await covered?.snapshots.differing(known)
    const isCovered = (file: string) => {
      const path = pathOf(file)
      if (path === undefined || !covered) return false
      return covered.plan.targets.has(path) || (known.has(path) && !overlooked?.has(path))
    }
    const left = await Promise.all(
      written.map(async (name) => {
        const file = resolve(directory, name)
        if (isCovered(file)) return []
        // One that is not there, or cannot be looked at, is nothing that undoing left behind.
        const found = await lstat(file).catch(() => undefined)
        return found ? [name] : []
      }),
    )
    return left.flat()
  }
}

/** @throws AppError `conflict` when there is no room for copies, or a file cannot be read */
export async function keeping<T>(what: 'undone' | 'redone' | 'put back', work: () => Promise<T>) {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const { code, path, message } = cause as NodeJS.ErrnoException
    if (code === undefined) throw cause
    const where = path ? ` ${Buffer.from(path).toString('utf8')}` : ''
    const reason =
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'The disk is full. Make room, then try again.'
        : `Make${where || ' it'} readable and Wheelhouse’s folder writable, then try again. (${message})`
    throw new AppError(
      'conflict',
      `Nothing was ${what}: what is there could not be kept. ${reason}`,
      {
        cause,
      },
    )
  }
}

export const shownAll = (paths: Iterable<RepoPath>): string[] => [...paths].map(shown)
