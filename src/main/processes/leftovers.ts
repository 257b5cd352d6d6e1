import { setTimeout as pause } from 'node:timers/promises'
import type { Leftover } from '../../shared/process-operations'
import type { StartedShell } from '../events/shell-commands'
import { type MarkedProcess, markedProcesses } from './marked-processes'
import { ShellCalls } from './shell-calls'

/** How long a process may take to end by itself, and how often it is looked at meanwhile, in ms. */
const GRACE_MS = 2_000
const LOOK_MS = 50
/** How often is looked for what was started meanwhile. */
const ROUNDS = 5

export interface LeftoversOptions {
  /** Where the engine writes its shell calls down. */
  directory: string
  /** The sessions whose calls some shells are, by the shells' marks. */
  ownersOf: (shells: Iterable<StartedShell>) => ReadonlyMap<string, string>
  /** Whether a session is another or descends from it. */
  isWithin: (id: string, root: string) => boolean
  /** Finds what shell calls started; a test has its own. */
  find?: () => Promise<MarkedProcess[]>
  kill?: (pid: number, signal: NodeJS.Signals) => void
}

/**
 * What the agent's shell calls left running. The engine ends a call's process group when its run is
 * stopped, and nothing when the call ends by itself (opencode 1.18.33): a process that left the group,
 * as with `setsid`, goes on, and holds the run when it keeps the output open.
 */
export interface Leftovers {
  /** Those of a session and of its sub-agents, whose shell itself is gone. */
  list(sessionID: string): Promise<Leftover[]>
  /**
   * Ends them: asked first, and after two seconds not any more.
   * @param pids only these; all when absent
   * @returns how many are gone
   */
  end(sessionID: string, pids?: readonly number[]): Promise<number>
}

/** Builds it. What runs is what the system says at that moment. */
export function createLeftovers(options: LeftoversOptions): Leftovers {
  const { directory, ownersOf, isWithin, find = markedProcesses, kill = sendSignal } = options
  const shells = new ShellCalls(directory)

  const leftOf = async (sessionID: string): Promise<(MarkedProcess & { since: number })[]> => {
    const marked = await find()
    if (marked.length === 0) return []
    const calls = await shells.read()
    const owners = ownersOf(calls.values())
    return marked.flatMap((it) => {
      const call = calls.get(it.call)
      if (!call) return []
      // While the shell itself is there, this is what the call does and no rest of it.
      if (marked.some((other) => other.pid === call.pid && other.call === it.call)) return []
      const owner = owners.get(call.id)
      return owner !== undefined && isWithin(owner, sessionID) ? [{ ...it, since: call.at }] : []
    })
  }

  /** Sends a signal to those that are still who they were. @returns those */
  const signal = async (them: readonly MarkedProcess[], name: NodeJS.Signals | undefined) => {
    const now = await find()
    const left = them.filter((it) => now.some((n) => n.pid === it.pid && n.start === it.start))
    if (name) for (const { pid } of left) kill(pid, name)
    return left
  }

  /** Waits until these are gone, for a while. @returns who is not: one that the system holds, say */
  const untilGone = async (them: readonly MarkedProcess[]) => {
    let left = them
    for (let waited = 0; left.length > 0 && waited < GRACE_MS; waited += LOOK_MS) {
      await pause(LOOK_MS)
      left = await signal(left, undefined)
    }
    return left
  }

  return {
    list: async (sessionID) =>
      (await leftOf(sessionID)).map(({ pid, command, since }) => ({ pid, command, since })),
    end: async (sessionID, pids) => {
      const wanted = async () => {
        const all = await leftOf(sessionID)
        return pids ? all.filter(({ pid }) => pids.includes(pid)) : all
      }
      const them = await wanted()
      if (them.length === 0) return 0
      let left = await untilGone(await signal(them, 'SIGTERM'))
      // Some start another as they end, which has the mark as well; nobody is asked twice.
      for (let round = 0; round < ROUNDS; round += 1) {
        const more = pids ? left : await wanted()
        if (more.length === 0) break
        left = await untilGone(await signal(more, 'SIGKILL'))
      }
      return them.filter(({ pid }) => !left.some((it) => it.pid === pid)).length
    },
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
