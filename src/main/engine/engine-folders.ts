import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Logger } from '../logging'
import { ourUid } from '../private-folder'

/** Where the engine keeps what it keeps. */
export interface EngineFolders {
  /** Sessions and transcripts, keys and logins, copies of changed files, its log. */
  data: string
  /** What was typed in its terminal app. */
  state: string
  /** The person's configuration, in which keys may stand. */
  config: string
}

/** The engine's folders (opencode 1.18.33), on every system by the XDG variables and their defaults. */
export function engineFolders(env: NodeJS.ProcessEnv): EngineFolders {
  const home = env.HOME || homedir()
  const folder = (variable: string, fallback: string) =>
    join(resolve(env[variable] || join(home, fallback)), 'opencode')
  return {
    data: folder('XDG_DATA_HOME', '.local/share'),
    state: folder('XDG_STATE_HOME', '.local/state'),
    config: folder('XDG_CONFIG_HOME', '.config'),
  }
}

/** The engine's database: all sessions with their transcripts. */
export const databaseOf = (env: NodeJS.ProcessEnv) =>
  resolve(engineFolders(env).data, env.OPENCODE_DB || 'opencode.db')

/**
 * Closes the engine's folders to other users of the machine. It makes them, and the database in them,
 * readable for all (1.18.33). A umask would reach what the agent makes in the project too, so the
 * folders are closed instead, and made before the engine makes them. A link or a folder of somebody
 * else's stays as it is: the person has arranged that. Never throws: the engine itself says what it
 * cannot use.
 */
export function closeEngineFolders(
  env: NodeJS.ProcessEnv,
  log: Pick<Logger, 'info' | 'warn'>,
): void {
  const uid = ourUid()
  if (uid === undefined) return
  for (const path of Object.values(engineFolders(env))) {
    try {
      closeFolder(path, uid, log)
    } catch (error) {
      log.warn(`${path} could not be closed to other users of this machine.`, error)
    }
  }
}

function closeFolder(path: string, uid: number, log: Pick<Logger, 'info'>): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return
  }
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) === 0) return
  chmodSync(path, found.mode & 0o700)
  log.info(`Closed ${path} to other users of this machine.`)
}
