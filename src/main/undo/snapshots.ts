import { createHash, randomBytes } from 'node:crypto'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git } from './git'
import { type Present, withPresent } from './present'
import { bytesOf, type RepoPath, splitAtNul } from './repo-path'
import { GITLINK, readRaw, type TreeChange, type TreeFile } from './tree-change'

/** The tree without any file, which git knows without having it. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
const RAW = ['--raw', '-z', '-r', '--no-renames', '--no-abbrev', '--no-ext-diff']

/** The engine's git repository with the states of one work tree, and the work tree. */
export interface Snapshots {
  readonly worktree: string
  /** Of these objects, those that are not there any more: the engine removes them after a week. */
  missing(objects: Iterable<string>): Promise<ReadonlySet<string>>
  /** What changed from one tree to another, or to the files as they are now. */
  changes(from: string, to?: string): Promise<TreeChange[]>
  /** The files that git takes for renamed from one tree to another, or to now: new names by the old ones. */
  renamed(from: string, to?: string): Promise<ReadonlyMap<RepoPath, RepoPath>>
  /** All files of a tree. */
  files(tree: string): Promise<Map<RepoPath, TreeFile>>
  /** The files of a tree that a pathspec means to git, which takes names for patterns. */
  matching(tree: string, pathspec: string): Promise<RepoPath[]>
  /** Those of the files whose work tree has something else, as git compares. */
  differing(files: ReadonlyMap<RepoPath, TreeFile>): Promise<ReadonlySet<RepoPath>>
  /** Writes files as they belong into the work tree, but into a folder. Some may be missing there. */
  extract(files: ReadonlyMap<RepoPath, TreeFile>, folder: string): Promise<void>
  /** Of these paths those that the project ignores as it is now: the engine does not see them. */
  ignored(paths: readonly RepoPath[]): Promise<ReadonlySet<RepoPath>>
  /** Of these paths those that the rules in a tree ignore, with the person's own. */
  ignoredIn(tree: string, paths: readonly RepoPath[]): Promise<ReadonlySet<RepoPath>>
  /** Looks at the files of a session's folder as they are now. */
  present<T>(directory: string, use: (present: Present) => Promise<T>): Promise<T>
}

export interface SnapshotsOptions {
  git: Git
  dataFolder: string
  /** A folder of ours for indexes of a moment. */
  scratch: string
  projectID: string
  worktree: string
  /** Tells whether the engine's git goes on after a file that it cannot add. */
  ignoresErrors: boolean
}

/**
 * Opens what the engine remembers of a work tree. Nothing is ever written there: indexes of our own
 * name the files that are asked for.
 * @returns undefined when the engine keeps no track of the tree, or does so on another machine
 */
export async function openSnapshots(options: SnapshotsOptions): Promise<Snapshots | undefined> {
  const { git, dataFolder, scratch, projectID, worktree } = options
  const key = createHash('sha1').update(worktree).digest('hex')
  const gitDir = join(dataFolder, 'snapshot', projectID, key)
  for (const folder of [gitDir, worktree]) {
    const found = await stat(folder).catch(() => undefined)
    if (!found?.isDirectory()) return undefined
  }
  const inTree = ['--git-dir', gitDir, '--work-tree', worktree, '-c', 'core.symlinks=true']
  const plain = [...inTree, '-c', 'core.autocrlf=false', '-c', 'core.longpaths=true']
  const run: Git = (args, more) => git([...plain, ...args], { cwd: worktree, ...more })

  const withIndex = async <T>(
    files: ReadonlyMap<RepoPath, TreeFile>,
    use: (env: Record<string, string>) => Promise<T>,
  ): Promise<T> => {
    await mkdir(scratch, { recursive: true, mode: 0o700 })
    const index = join(scratch, `index-${randomBytes(8).toString('hex')}`)
    const env = { GIT_INDEX_FILE: index }
    try {
      const lines = [...files].map(([path, { mode, blob }]) =>
        Buffer.concat([Buffer.from(`${mode} ${blob}\t`), bytesOf(path), Buffer.from([0])]),
      )
      await run(['update-index', '-z', '--index-info'], { env, stdin: Buffer.concat(lines) })
      return await use(env)
    } finally {
      await rm(index, { force: true })
    }
  }
  const names = (paths: Iterable<RepoPath>) =>
    Buffer.concat([...paths].flatMap((path) => [bytesOf(path), Buffer.from([0])]))

  const checkIgnored = async (repository: string[], cwd: string, paths: readonly RepoPath[]) => {
    if (paths.length === 0) return new Set<RepoPath>()
    const printed = await git([...repository, 'check-ignore', '--no-index', '--stdin', '-z'], {
      cwd,
      stdin: names(paths.map((path) => `./${path}` as RepoPath)),
      answers: [0, 1, 128],
    })
    return new Set(splitAtNul(printed).map((path) => path.slice(2) as RepoPath))
  }

  const snapshots: Snapshots = {
    worktree,
    async missing(objects) {
      const asked = [...new Set(objects)]
      if (asked.length === 0) return new Set()
      const printed = await run(['cat-file', '--batch-check'], { stdin: `${asked.join('\n')}\n` })
      const lines = printed.toString('latin1').split('\n')
      return new Set(asked.filter((_, index) => lines[index]?.endsWith(' missing') ?? true))
    },
    async changes(from, to) {
      // The engine's own index knows which files are as they were, so that few are read.
      const command =
        to === undefined ? ['diff-index', ...RAW, from] : ['diff-tree', ...RAW, from, to]
      return readRaw(splitAtNul(await run([...command, '--'])))
    },
    async renamed(from, to) {
      const asked = ['-r', '-z', '-M', '--diff-filter=R', '--name-status', '--no-ext-diff', from]
      const command = to === undefined ? ['diff-index', ...asked] : ['diff-tree', ...asked, to]
      const fields = splitAtNul(await run([...command, '--']))
      // Of each: how alike, the old name, the new one.
      const renamed = new Map<RepoPath, RepoPath>()
      for (let index = 0; index + 2 < fields.length; index += 3) {
        renamed.set(fields[index + 1] as RepoPath, fields[index + 2] as RepoPath)
      }
      return renamed
    },
    async files(tree) {
      const lines = splitAtNul(await run(['ls-tree', '-r', '-z', '--full-tree', tree]))
      const files = new Map<RepoPath, TreeFile>()
      for (const line of lines) {
        const tab = line.indexOf('\t')
        const [mode = '', , blob = ''] = line.slice(0, tab).split(' ')
        if (mode !== GITLINK) files.set(line.slice(tab + 1) as RepoPath, { mode, blob })
      }
      return files
    },
    async matching(tree, pathspec) {
      const command = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', EMPTY_TREE, tree]
      const printed = await run([...command, '--', pathspec])
      return splitAtNul(printed) as RepoPath[]
    },
    differing: async (files) => {
      if (files.size === 0) return new Set()
      return withIndex(files, async (env) => {
        // Ends with 1 when there are any; a new index knows of no file that it is as it was.
        await run(['update-index', '-q', '--refresh'], { env, answers: [0, 1] })
        const printed = await run(['diff-files', '-z', '--name-only'], { env })
        return new Set(splitAtNul(printed) as RepoPath[])
      })
    },
    extract: async (files, folder) => {
      if (files.size === 0) return
      await withIndex(files, (env) =>
        run(['checkout-index', '-q', '-f', '-z', '--stdin', `--prefix=${folder}/`], {
          env,
          stdin: names(files.keys()),
          answers: [0, 1, 128],
        }),
      )
    },
    // As the engine asks: the project's own repository, whatever is tracked there.
    ignored: (paths) => checkIgnored([], worktree, paths),
    async ignoredIn(tree, paths) {
      if (paths.length === 0) return new Set()
      const files = await snapshots.files(tree)
      const rules = new Map([...files].filter(([path]) => /(?:^|\/)\.gitignore$/.test(path)))
      const folder = join(scratch, `rules-${randomBytes(8).toString('hex')}`)
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await snapshots.extract(rules, folder)
        const printed = await git(['rev-parse', '--absolute-git-dir'], {
          cwd: worktree,
          answers: [0, 128],
        })
        const own = printed.toString('utf8').replace(/\n$/, '')
        // It may be a repository no more.
        if (own === '') return await snapshots.ignored(paths)
        return await checkIgnored(['--git-dir', own, '--work-tree', folder], folder, paths)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    present: (directory, use) => {
      const { ignoresErrors } = options
      const { ignored } = snapshots
      return withPresent({ run, gitDir, worktree, directory, scratch, ignored, ignoresErrors }, use)
    },
  }
  return snapshots
}
