import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { Logger } from '../logging'

/** A slow profile must not keep the engine waiting for longer. */
export const PROBE_LIMIT_MS = 3_000

/** What tells a start from an icon from one out of a terminal. */
export interface Launch {
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
  /** Standard input or output is a terminal. */
  hasTerminal: boolean
  /** Run from source, by `npm start`. */
  fromSource: boolean
}

/**
 * Whether the environment lacks what the person's shell profile adds: an app that was started from
 * an icon on macOS or Linux has the session's PATH only. A terminal's child has it all already.
 */
export function needsShellPath({ platform, env, hasTerminal, fromSource }: Launch): boolean {
  if (platform === 'win32' || fromSource || hasTerminal) return false
  return env.TERM === undefined && env.SHLVL === undefined
}

/**
 * Asks the person's login shell for its PATH, without blocking anything.
 * @param shell the shell's executable
 * @returns the PATH, or undefined when the shell said none within the limit
 */
export function readShellPath(
  shell: string,
  { log, limitMs = PROBE_LIMIT_MS }: { log: Logger; limitMs?: number },
): Promise<string | undefined> {
  // Profiles print greetings; what stands between two marks is ours.
  const mark = randomUUID()
  return new Promise((resolve) => {
    // A group of its own, so that whatever the profile starts can be ended with it.
    const child = spawn(shell, ['-i', '-l', '-c', `printf '%s%s%s' ${mark} "$PATH" ${mark}`], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
      env: { ...process.env, TERM: 'dumb', WHEELHOUSE_SHELL_PROBE: '1' },
    })
    let output = ''
    const finish = (why?: string) => {
      clearTimeout(limit)
      child.removeAllListeners()
      child.stdout.destroy()
      endGroup(child.pid)
      if (why) log.warn(`The PATH of ${shell} was not read: ${why}. The session's PATH is used.`)
      resolve(why ? undefined : between(output, mark))
    }
    const limit = setTimeout(() => finish(`no answer within ${limitMs} ms`), limitMs)
    child.on('error', (error) => finish(error.message))
    child.on('close', () => finish(between(output, mark) ? undefined : 'it printed none'))
    child.stdout.on('data', (chunk) => {
      output += chunk
      // A profile may leave something running that holds the pipe open.
      if (between(output, mark)) finish()
    })
  })
}

function between(output: string, mark: string): string | undefined {
  return output.split(mark)[1] || undefined
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
