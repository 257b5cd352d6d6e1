import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  type Stats,
  statSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { AppError } from '../../shared/errors'
import type { Logger } from '../logging'
import { ourUid } from '../owners'
import { type Ourselves, ourselves, walkSteadily } from '../steady-path'
import { troubleIn } from './trusted-files'

/** Where the engine keeps what it keeps. */
export interface EngineFolders {
  /** Sessions and transcripts, keys and logins, copies of changed files, its log. */
  data: string
  /** What was typed in its terminal app. */
  state: string
  /** The person's configuration, in which keys may stand. */
  config: string
  /** Plugins and other packages that it runs. */
  cache: string
}

/**
 * The engine's folders (opencode 1.18.33), on every system by the XDG variables and their defaults.
 * @param cwd the engine's own working directory, by which it takes a path that is not absolute
 */
export function engineFolders(env: NodeJS.ProcessEnv, cwd: string): EngineFolders {
  const home = env.HOME || homedir()
  const folder = (variable: string, fallback: string) =>
    join(resolve(cwd, env[variable] || join(home, fallback)), 'opencode')
  return {
    data: folder('XDG_DATA_HOME', '.local/share'),
    state: folder('XDG_STATE_HOME', '.local/state'),
    config: folder('XDG_CONFIG_HOME', '.config'),
    cache: folder('XDG_CACHE_HOME', '.cache'),
  }
}

/**
 * The engine's database: all sessions with their transcripts.
 * @returns where it is, or would be, if it is kept in memory alone
 */
export function databaseOf(env: NodeJS.ProcessEnv, cwd: string): string {
  const named = env.OPENCODE_DB === ':memory:' ? undefined : env.OPENCODE_DB
  return resolve(engineFolders(env, cwd).data, named || 'opencode.db')
}

/**
 * Closes the engine's folders and its database to other users of the machine. It makes them readable
 * for all (1.18.33). A umask would reach what the agent makes in the project too, so the folders are
 * closed instead, and made before the engine makes them. The database can be in a folder that is not
 * the engine's, so it is closed itself. Links of the person's are followed. What is somebody else's
 * stays as it is; of a database it is logged. Never throws: the engine itself says what it cannot use.
 */
export function closeEngineFolders(
  env: NodeJS.ProcessEnv,
  cwd: string,
  log: Pick<Logger, 'info' | 'warn'>,
): void {
  const uid = ourUid()
  if (uid === undefined) return
  const us = ourselves(uid)
  const attempt = (path: string, close: (path: string, us: Ourselves, log: Log) => void) => {
    try {
      close(path, us, log)
    } catch (error) {
      log.warn(`${path} could not be closed to other users of this machine.`, error)
    }
  }
  for (const path of Object.values(engineFolders(env, cwd))) attempt(path, closeFolder)
  const database = databaseOf(env, cwd)
  attempt(database, makeClosed)
  attempt(database, closeDatabase)
}

/**
 * Refuses to have the engine use a folder in which somebody else could put what it runs: plugins and
 * MCP servers of its configuration, packages of its data and its cache.
 * @throws AppError `invalid_input` that says what it is, whose, and the remedy
 */
export function requireEngineFolders(env: NodeJS.ProcessEnv, cwd: string): void {
  const uid = ourUid()
  if (uid === undefined) return
  const us = ourselves(uid)
  const { config, ...others } = engineFolders(env, cwd)
  const home = env.HOME || homedir()
  const named = [env.OPENCODE_CONFIG, env.OPENCODE_CONFIG_DIR].flatMap((path) =>
    path ? [resolve(cwd, path)] : [],
  )
  const atHome = ['.opencode', '.claude/CLAUDE.md', '.claude/skills', '.agents/skills']
  const trouble =
    troubleIn([config, ...named, ...atHome.map((name) => join(home, name))], us) ??
    troubleIn(Object.values(others), us, 0)
  if (!trouble) return
  throw new AppError(
    'invalid_input',
    `${trouble.fact}. The engine keeps there what it runs as you: ${trouble.remedy}, or name a folder of your own (XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME).`,
  )
}

type Log = Pick<Logger, 'info'>

function closeFolder(path: string, us: Ourselves, log: Log): void {
  const found = walkSteadily(path, us)
  if (found.kind === 'missing') mkdirSync(path, { recursive: true, mode: 0o700 })
  if (found.kind !== 'found' || !found.stats.isDirectory()) return
  close(found.path, us, log)
}

/** Makes an empty database where others could open one that is new; the engine begins with that as well. */
function makeClosed(path: string): void {
  const folder = statSync(dirname(path), { throwIfNoEntry: false })
  if (!folder?.isDirectory() || isClosed(folder)) return
  if (lstatSync(path, { throwIfNoEntry: false })) return
  closeSync(openSync(path, 'wx', 0o600))
}

/** Closes the database and what SQLite puts beside it, to which it gives the database's mode. */
function closeDatabase(path: string, us: Ourselves, log: Log): void {
  const found = walkSteadily(path, us)
  // In a folder where others may put a link in its place it is closed without following one.
  const database = found.kind === 'found' ? found.path : path
  for (const suffix of ['', '-wal', '-shm']) {
    const file = database + suffix
    const entry = lstatSync(file, { throwIfNoEntry: false })
    if (!entry?.isFile()) continue
    if (entry.uid !== us.uid) throw new Error(`it belongs to another user (uid ${entry.uid})`)
    close(file, us, log)
  }
}

/** Closes a folder or a file of ours, and nothing that is put in its place meanwhile. */
function close(path: string, { uid }: Ourselves, log: Log): void {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const entry = lstatSync(path)
  if (entry.uid !== uid || isClosed(entry)) return
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const found = fstatSync(file)
    if (found.ino !== entry.ino || found.dev !== entry.dev || found.uid !== uid) return
    fchmodSync(file, found.mode & 0o700)
    log.info(`Closed ${path} to other users of this machine.`)
  } finally {
    closeSync(file)
  }
}

const isClosed = ({ mode }: Stats) => (mode & 0o077) === 0

/** The files, there or not, that the engine reads its configuration from for a project. */
export function configFiles(env: NodeJS.ProcessEnv, cwd: string): string[] {
  const folders = [
    engineFolders(env, cwd).config,
    cwd,
    join(cwd, '.opencode'),
    ...(env.OPENCODE_CONFIG_DIR ? [resolve(cwd, env.OPENCODE_CONFIG_DIR)] : []),
  ]
  return [
    ...folders.flatMap((folder) =>
      ['config.json', 'opencode.json', 'opencode.jsonc'].map((name) => join(folder, name)),
    ),
    ...(env.OPENCODE_CONFIG ? [resolve(cwd, env.OPENCODE_CONFIG)] : []),
  ]
}
