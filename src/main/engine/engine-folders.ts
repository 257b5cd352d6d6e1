import {
  chmodSync,
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
import type { Logger } from '../logging'
import { ourUid } from '../owners'

/** Where the engine keeps what it keeps. */
export interface EngineFolders {
  /** Sessions and transcripts, keys and logins, copies of changed files, its log. */
  data: string
  /** What was typed in its terminal app. */
  state: string
  /** The person's configuration, in which keys may stand. */
  config: string
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
 * the engine's, so it is closed itself. A link or what is somebody else's stays as it is: the person
 * has arranged that; of a database it is logged. Never throws: the engine itself says what it cannot use.
 */
export function closeEngineFolders(
  env: NodeJS.ProcessEnv,
  cwd: string,
  log: Pick<Logger, 'info' | 'warn'>,
): void {
  const uid = ourUid()
  if (uid === undefined) return
  const attempt = (path: string, close: (path: string, uid: number, log: Log) => void) => {
    try {
      close(path, uid, log)
    } catch (error) {
      log.warn(`${path} could not be closed to other users of this machine.`, error)
    }
  }
  for (const path of Object.values(engineFolders(env, cwd))) attempt(path, closeFolder)
  const database = databaseOf(env, cwd)
  attempt(database, makeClosed)
  for (const suffix of ['', '-wal', '-shm']) attempt(database + suffix, closeFile)
}

type Log = Pick<Logger, 'info'>

function closeFolder(path: string, uid: number, log: Log): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return
  }
  if (!found.isDirectory() || found.uid !== uid || isClosed(found)) return
  chmodSync(path, found.mode & 0o700)
  log.info(`Closed ${path} to other users of this machine.`)
}

/** Makes an empty database where others could open one that is new; the engine begins with that as well. */
function makeClosed(path: string): void {
  const folder = statSync(dirname(path), { throwIfNoEntry: false })
  if (!folder?.isDirectory() || isClosed(folder)) return
  if (lstatSync(path, { throwIfNoEntry: false })) return
  closeSync(openSync(path, 'wx', 0o600))
}

/** Closes a file. SQLite gives those that it puts beside a database the database's mode. */
function closeFile(path: string, uid: number, log: Log): void {
  const entry = lstatSync(path, { throwIfNoEntry: false })
  if (!entry?.isFile()) return
  if (entry.uid !== uid) throw new Error(`it belongs to another user (uid ${entry.uid})`)
  if (isClosed(entry)) return
  // The folder may be one in which others can put a link in its place meanwhile.
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const found = fstatSync(file)
    if (!found.isFile() || found.uid !== uid) return
    fchmodSync(file, found.mode & 0o700)
    log.info(`Closed ${path} to other users of this machine.`)
  } finally {
    closeSync(file)
  }
}

const isClosed = ({ mode }: Stats) => (mode & 0o077) === 0
