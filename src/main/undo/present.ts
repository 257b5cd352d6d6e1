import { randomBytes } from 'node:crypto'
import { copyFile, lstat, mkdir, rm, stat, statfs, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { type Git, GitError } from './git'
import { type RepoPath, shown, splitAtNul } from './repo-path'
import { sideBySide } from './side-by-side'
import { readRaw, type TreeChange } from './tree-change'
import { below } from './work-tree'

/** The engine's next snapshot, as it would be. */
export interface Present {
  /** The reason why it could not be taken, in git's words: then none of the newest changes are in any snapshot. */
  readonly failure: string | undefined
  /** Compares it with a tree: what changed since, new files too. */
  changesSince(tree: string): Promise<TreeChange[]>
}

export interface PresentOptions {
  /** Runs in the engine's repository for the work tree. */
  run: Git
  gitDir: string
  worktree: string
  /** The session's folder: the engine looks at no file outside of it. */
  directory: string
  /** A folder of ours, for an index and objects of a moment. */
  scratch: string
  ignored(paths: readonly RepoPath[]): Promise<ReadonlySet<RepoPath>>
  /** Tells whether the engine's git goes on after a file that it cannot add. */
  ignoresErrors: boolean
}

/** The engine takes no new file that is larger, in bytes (opencode 1.18.33). */
const MOST_BYTES = 2 * 1024 * 1024
/** With less room git cannot write an index, bytes. */
const LEAST_BYTES = 256 * 1024
/** No git of the engine's works so long on its index, ms. */
const STALE_MS = 10 * 60_000
const OBJECTS = 'GIT_ALTERNATE_OBJECT_DIRECTORIES'

/**
 * Takes the engine's next snapshot as it would (opencode 1.18.33), beside its own: when its command
 * fails the engine only logs it, and goes on with a tree that is out of date.
 * @param use gets what was found, while it can still be asked
 */
export async function withPresent<T>(
  options: PresentOptions,
  use: (present: Present) => Promise<T>,
): Promise<T> {
  const { run, gitDir, worktree, scratch, ignoresErrors } = options
  const folder = join(scratch, `present-${randomBytes(8).toString('hex')}`)
  const index = join(folder, 'index')
  const objects = join(folder, 'objects')
  const env = {
    GIT_INDEX_FILE: index,
    GIT_OBJECT_DIRECTORY: objects,
    [OBJECTS]: `"${join(gitDir, 'objects').replace(/["\\]/g, '\\$&')}"`,
  }
  try {
    await mkdir(objects, { recursive: true, mode: 0o700 })
    await copyIndex(join(gitDir, 'index'), index)
    const failure = await complaintOf(async () => {
      await requireUnlocked(join(gitDir, 'index.lock'))
      await requireRoom(gitDir)
      const paths = await newPaths(options)
      if (paths.length === 0) return
      const add = ['-c', `add.ignoreErrors=${ignoresErrors}`, 'add', '--all', '--sparse']
      await run([...add, '--pathspec-from-file=-', '--pathspec-file-nul'], {
        cwd: worktree,
        env,
        // As the engine reads names and hands them on: not as bytes.
        stdin: paths.map((path) => `:(top,literal)${shown(path)}\0`).join(''),
        answers: ignoresErrors ? [0, 1] : [0],
      })
    })
    return await use({
      failure,
      changesSince: async (tree) => {
        const command = ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev']
        return readRaw(splitAtNul(await run([...command, tree, '--'], { env })))
      },
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @throws GitError when a git that was ended left its lock, which stops every later one */
async function requireUnlocked(lock: string): Promise<void> {
  const found = await stat(lock).catch(() => undefined)
  if (!found || Date.now() - found.mtimeMs < STALE_MS) return
  const complaint = `fatal: '${lock}' is left of a git that was ended. Remove it`
  throw new GitError(complaint, complaint)
}

/** @throws GitError when the engine's disk is full: ours, which is written to here, may be another */
async function requireRoom(gitDir: string): Promise<void> {
  const { bavail, bsize } = await statfs(gitDir)
  if (bavail * bsize >= LEAST_BYTES) return
  const complaint = `fatal: no room is left on the disk of '${gitDir}'`
  throw new GitError(complaint, complaint)
}

/**
 * Copies an index, if there is one. Git looks again at files that are not older than it, which its copy must
 * not be: of these the size and the time say nothing.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  try {
    const { atime, mtimeMs } = await stat(from)
    await copyFile(from, to)
    await utimes(to, atime, (mtimeMs - 1) / 1000)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Lists what the engine's next snapshot would take up: files that changed and new ones. */
async function newPaths({ run, worktree, directory, ignored }: PresentOptions) {
  const here = async (...command: string[]) => {
    const printed = await run([...command, '-z', '--', '.'], { cwd: directory })
    return splitAtNul(printed) as RepoPath[]
  }
  const [changed, others] = await Promise.all([
    here('diff-files', '--name-only'),
    here('ls-files', '--full-name', '--others', '--exclude-standard'),
  ])
  const large = new Set<RepoPath>()
  await sideBySide(others, async (path) => {
    const found = await lstat(below(worktree, path)).catch(() => undefined)
    if (found?.isFile() && found.size > MOST_BYTES) large.add(path)
  })
  const paths = [...new Set([...changed, ...others])].filter((path) => !large.has(path))
  const left = await ignored(paths)
  return paths.filter((path) => !left.has(path))
}

/** @returns what git complained of, in a line; undefined when it did the work */
async function complaintOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    const said = error.complaint.split('\n')
    // It ends with the file that it gave up at.
    const line = said.findLast((it) => /^fatal:/.test(it)) ?? said.find((it) => it.trim() !== '')
    return line?.replaceAll(':(top,literal)', '').trim() ?? error.message
  }
}
