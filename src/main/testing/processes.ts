import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Sends a signal to one process. No pid is an error here: 0 would be the test's own group. */
export function kill(pid: number | undefined, signal: NodeJS.Signals): void {
  if (!pid) throw new Error('there is no process')
  process.kill(pid, signal)
}

/** Whether a process is there and has not ended. */
export function isAlive(pid: number | undefined): boolean {
  if (!pid) throw new Error('there is no process')
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return !isZombie(pid)
}

// It has ended; only its parent, which may be nobody who cares, has not asked.
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}

/** The children that a process has now, ended ones included. */
export function childrenOf(pid: number): number[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  return all
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child = 0]) => child)
}

/** Waits until something is true. The limit only keeps a broken test from going on for ever. */
export async function eventually(what: string, isTrue: () => boolean, limitMs = 60_000) {
  const end = Date.now() + limitMs
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Halts a process, and waits until it stands still. */
export async function halt(pid: number | undefined): Promise<void> {
  kill(pid, 'SIGSTOP')
  const state = () => execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  await eventually(`${pid} stands still`, () => state().startsWith('T'))
}

/** Waits until a process has ended. */
export const untilGone = (pid: number) => eventually(`${pid} is gone`, () => !isAlive(pid))

/** Processes that a test starts, each the first of a group of its own; none outlives it. */
export interface TestProcesses {
  /** Starts one, with this beside our environment; resolves when it runs. */
  start(
    command: string,
    args: string[],
    env?: Record<string, string>,
  ): Promise<ChildProcess & { pid: number }>
  /** Also ends this process with the test. */
  adopt(pid: number): void
  /** Ends what is left. */
  end(): void
}

export function testProcesses(): TestProcesses {
  const pids = new Set<number>()
  const adopt = (pid: number) => {
    if (!(pid > 1)) throw new Error(`${pid} is no process of ours`)
    pids.add(pid)
  }
  return {
    start: async (command, args, env) => {
      const child = spawn(command, args, {
        detached: true,
        stdio: 'ignore',
        env: { ...process.env, ...env },
      })
      await new Promise((resolve, reject) => {
        child.once('spawn', resolve)
        child.once('error', reject)
      })
      const pid = child.pid ?? 0
      adopt(pid)
      return Object.assign(child, { pid })
    },
    adopt,
    end: () => {
      for (const pid of pids) {
        for (const target of [-pid, pid]) {
          try {
            process.kill(target, 'SIGKILL')
          } catch {
            // It is gone, which is what is wanted.
          }
        }
      }
    },
  }
}
