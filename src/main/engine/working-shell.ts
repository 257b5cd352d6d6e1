import { accessSync, constants, realpathSync } from 'node:fs'
import { basename } from 'node:path'
import type { Logger } from '../logging'
import type { Environment } from './environment'

/** Programs that stand as a shell in the account of a service or of who may not log in. */
const RUNS_NOTHING = new Set([
  'nologin',
  'noshell',
  'false',
  'true',
  'sync',
  'halt',
  'shutdown',
  'reboot',
  'poweroff',
])
const SHELLS = ['/bin/bash', '/usr/bin/bash', '/bin/sh']

/**
 * A shell for the agent's commands where the one that the environment names runs none: the engine
 * takes whatever is there, and calls a command completed that never ran (opencode 1.18.33).
 * @param log is told of the replacement
 * @returns what to set SHELL to; undefined where the person's own does, or where there is no other
 */
export function workingShell({ SHELL }: Environment, log: Logger): string | undefined {
  if (!SHELL || process.platform === 'win32' || !runsNothing(SHELL)) return undefined
  const shell = SHELLS.find(isExecutable)
  log.warn(
    shell === undefined
      ? `SHELL is ${SHELL}, which runs no command, and there is no other: the agent’s commands will not run.`
      : `SHELL is ${SHELL}, which runs no command: the engine is given ${shell}.`,
  )
  return shell
}

const runsNothing = (shell: string) =>
  [shell, targetOf(shell)].some((path) => RUNS_NOTHING.has(basename(path)))

function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // A shell that is not there: the engine looks for another itself (opencode 1.18.33).
    return path
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not on this system: the next one may be.
    return false
  }
}
