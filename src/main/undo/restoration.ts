import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CopyDraft } from './copies'
import type { RepoPath } from './repo-path'
import { sideBySide } from './side-by-side'
import type { Snapshots } from './snapshots'
import type { TreeFile } from './tree-change'
import {
  below,
  type FileState,
  filesBelow,
  isSame,
  kindAt,
  type Obstacle,
  obstacleBefore,
  permit,
  put,
  type Replacement,
  remove,
  stateOf,
} from './work-tree'

/**
 * That which is to be at a path: a file of the engine's snapshots, one that was kept, nothing, or what was
 * there before.
 */
export type Want = TreeFile | Replacement | 'nothing' | 'before'

/** A file that is not as it should be, and why: the end of a sentence. */
export interface Failure {
  readonly path: RepoPath
  readonly reason: string
}

const LINK = '120000'
const EXECUTABLE = '100755'

/** Work on the files of one undo or redo. */
export class Restoration {
  readonly #snapshots: Snapshots
  readonly #draft: CopyDraft
  readonly #staging: string
  readonly #kept: ReadonlyMap<RepoPath, Replacement>
  readonly #before = new Map<RepoPath, FileState>()

  /**
   * @param scratch a folder of ours for files of a moment
   * @param kept what files were that may not be there: git knows of permissions only whether one can run
   */
  constructor(
    snapshots: Snapshots,
    draft: CopyDraft,
    scratch: string,
    kept: ReadonlyMap<RepoPath, Replacement>,
  ) {
    this.#kept = kept
    this.#snapshots = snapshots
    this.#draft = draft
    this.#staging = join(scratch, `files-${randomBytes(8).toString('hex')}`)
  }

  /** Remembers and keeps what is at the paths now; what is known already stays as it was first. */
  async remember(paths: Iterable<RepoPath>): Promise<void> {
    await sideBySide(new Set(paths), async (path) => {
      if (this.#before.has(path)) return
      const state = await this.#now(path)
      await this.#draft.keep(path, state)
      this.#before.set(path, state)
    })
    await this.#draft.seal()
  }

  /** What was at a path when it was remembered. */
  before(path: RepoPath): FileState {
    return this.#before.get(path) ?? { kind: 'absent' }
  }

  /** The paths that are not as they were. */
  async changed(): Promise<ReadonlySet<RepoPath>> {
    const changed = new Set<RepoPath>()
    await sideBySide(this.#before, async ([path, before]) => {
      if (!isSame(await this.#now(path), before)) changed.add(path)
    })
    return changed
  }

  /** Of these files those that were remembered with something else in them than is expected there. */
  async edited(expected: ReadonlyMap<RepoPath, TreeFile | undefined>): Promise<RepoPath[]> {
    const files = [...expected].flatMap(([path, file]): [RepoPath, TreeFile][] =>
      file ? [[path, file]] : [],
    )
    const differing = await this.#snapshots.differing(new Map(files))
    return [...expected].flatMap(([path, file]) => {
      const isAsExpected = file !== undefined && !differing.has(path)
      return isContent(this.before(path)) && !isAsExpected ? [path] : []
    })
  }

  /** Makes each path what it is to be. @returns those that are not, afterwards */
  async bringAbout(wants: ReadonlyMap<RepoPath, Want>): Promise<Failure[]> {
    const failures = new Map<RepoPath, string>()
    const attempt = async (path: RepoPath, work: () => Promise<unknown>) => {
      try {
        await work()
      } catch (error) {
        failures.set(path, reasonOf(error))
      }
    }
    try {
      const files = filesOf(wants)
      // First what goes: a file may stand where a folder is to be.
      await sideBySide(wants, async ([path, want]) => {
        if (want === 'nothing') await attempt(path, () => this.#clear(path))
      })
      const differing = await this.#snapshots.differing(files)
      const written = new Map([...files].filter(([path]) => differing.has(path)))
      if (written.size > 0) await mkdir(this.#staging, { recursive: true, mode: 0o700 })
      await this.#snapshots.extract(written, this.#staging)
      await sideBySide(written, ([path, file]) => attempt(path, () => this.#write(path, file)))
      await sideBySide(wants, async ([path, want]) => {
        if (want === 'before') await attempt(path, () => this.#restore(path))
        else if (isTreeFile(want)) await attempt(path, () => this.#permit(path, want))
        else if (want !== 'nothing') {
          await attempt(path, () => put(this.#snapshots.worktree, path, want))
        }
      })
    } finally {
      await rm(this.#staging, { recursive: true, force: true })
    }
    return this.#verify(wants, failures)
  }

  async #verify(
    wants: ReadonlyMap<RepoPath, Want>,
    failures: ReadonlyMap<RepoPath, string>,
  ): Promise<Failure[]> {
    const differing = await this.#snapshots.differing(filesOf(wants))
    const wrong: Failure[] = []
    await sideBySide(wants, async ([path, want]) => {
      const isRight = isTreeFile(want)
        ? !differing.has(path)
        : typeof want === 'object'
          ? !failures.has(path)
          : want === 'nothing'
            ? !isContent(await this.#now(path))
            : isSame(await this.#now(path), this.before(path))
      if (!isRight) wrong.push({ path, reason: failures.get(path) ?? 'is not as it should be' })
    })
    return wrong
  }

  #now(path: RepoPath): Promise<FileState> {
    return stateOf(this.#snapshots.worktree, path)
  }

  async #clear(path: RepoPath): Promise<void> {
    if (isContent(await this.#now(path))) await remove(this.#snapshots.worktree, path)
  }

  async #write(path: RepoPath, { mode }: TreeFile): Promise<void> {
    const staged = await stateOf(this.#staging, path)
    if (staged.kind === 'link') {
      return put(this.#snapshots.worktree, path, { kind: 'link', target: staged.target })
    }
    if (staged.kind !== 'file' || mode === LINK) {
      throw new Error('the engine does not have it any more')
    }
    const from = below(this.#staging, path)
    const permissions = this.#permissions(path, mode) ?? staged.mode
    await put(this.#snapshots.worktree, path, { kind: 'file', from, mode: permissions })
  }

  /** The permissions that a file had, with git's one as it is to be. */
  #permissions(path: RepoPath, mode: string): number | undefined {
    const before = this.before(path)
    const known = before.kind === 'file' ? before : this.#kept.get(path)
    if (known?.kind !== 'file') return undefined
    const had = known.mode
    // Who may read it may run it.
    return mode === EXECUTABLE ? had | ((had & 0o444) >> 2) : had & ~0o111
  }

  async #permit(path: RepoPath, { mode }: TreeFile): Promise<void> {
    const wanted = this.#permissions(path, mode)
    const now = await this.#now(path)
    if (wanted === undefined || now.kind !== 'file' || now.mode === wanted) return
    await permit(this.#snapshots.worktree, path, wanted)
  }

  /** Puts back what was there before. */
  async #restore(path: RepoPath): Promise<void> {
    const root = this.#snapshots.worktree
    const [before, now] = [this.before(path), await this.#now(path)]
    if (isSame(now, before)) {
      if (before.kind !== 'file' || now.kind !== 'file' || now.mode === before.mode) return
      return permit(root, path, before.mode)
    }
    const kept: Replacement | undefined = this.#draft.get(path)
    if (kept) await put(root, path, kept)
    else if (before.kind === 'absent') await this.#clear(path)
  }
}

/** The paths at which something else than folders and files of the plan stands in the way. */
export async function obstaclesTo(
  root: string,
  reach: readonly RepoPath[],
  wants: ReadonlyMap<RepoPath, Want>,
  mistaken: ReadonlySet<RepoPath> = new Set(),
): Promise<Obstacle[]> {
  const place = new Map(reach.map((path, index) => [path, index]))
  const obstacles = new Map<RepoPath, Obstacle>()
  for (const [index, path] of reach.entries()) {
    const found = await obstacleBefore(root, path)
    if (found) {
      // Gone by the time that this path is reached, and no way out of the project.
      const want = wants.get(found.path)
      const isFirst = (place.get(found.path) ?? Number.POSITIVE_INFINITY) < index
      // Through a file the engine comes nowhere, through a link it does.
      if (mistaken.has(path) && found.kind !== 'link') continue
      if (!isFirst || want === undefined || want === 'before' || isLink(want)) {
        obstacles.set(found.path, found)
      }
      continue
    }
    const kind = await kindAt(root, path)
    // It removes no folder, and what it restores in one is looked at by itself.
    if (mistaken.has(path) && kind === 'folder') continue
    if (kind === 'other') obstacles.set(path, { path, kind })
    if (kind === 'folder' && wants.get(path) !== 'nothing') {
      const inside = await filesBelow(root, path)
      if (inside.some((file) => wants.get(file) !== 'nothing')) obstacles.set(path, { path, kind })
    }
  }
  return [...obstacles.values()]
}

export const isTreeFile = (want: Want | undefined): want is TreeFile =>
  typeof want === 'object' && 'blob' in want
const isLink = (want: Want) =>
  typeof want === 'object' && (isTreeFile(want) ? want.mode === LINK : want.kind === 'link')
const isContent = ({ kind }: FileState) => kind === 'file' || kind === 'link' || kind === 'other'

const filesOf = (wants: ReadonlyMap<RepoPath, Want>) =>
  new Map([...wants].flatMap(([path, want]) => (isTreeFile(want) ? [[path, want]] : [])))

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'may not be written',
  EPERM: 'may not be written',
  EROFS: 'is on a disk that is read-only',
  ENOSPC: 'does not fit: the disk is full',
  EDQUOT: 'does not fit: the disk is full',
  ENOTEMPTY: 'is a folder with other files now',
  EISDIR: 'is a folder now',
  ENOTDIR: 'is below something that is no folder now',
}

/** Why a file could not be put where it belongs: the end of a sentence. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return REASONS[code ?? ''] ?? `could not be written (${message})`
}
