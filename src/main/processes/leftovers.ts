import { setTimeout as pause } from 'node:timers/promises'
import type { Leftover } from '../../shared/process-operations'
import type { StartedShell } from '../events/shell-commands'
import type { Logger } from '../logging'
import { type MarkedProcess, markedProcesses } from './marked-processes'
import { type ShellCall, ShellCalls } from './shell-calls'

/** How long a process may take to end by itself, and how often it is looked at meanwhile, in ms. */
const GRACE_MS = 2_000
const LOOK_MS = 50
/** How often is looked for what was started meanwhile. */
const ROUNDS = 5
/** After so many commands is looked which calls have ended, if nobody asks meanwhile. */
const LOOK_AFTER = 200

export interface LeftoversOptions {
  /** Where the engine writes its shell calls down. */
  directory: string
  /** The sessions whose calls some shells are, by the shells' marks. */
  ownersOf: (shells: Iterable<StartedShell>) => ReadonlyMap<string, string>
  /** Whether a session is another or descends from it. */
  isWithin: (id: string, root: string) => boolean
  /** Calls back when a tool call with a command begins. */
  onCommand: (listener: () => void) => void
  log: Pick<Logger, 'warn'>
  /** Finds what shell calls started; a test has its own. */
  find?: (calls: readonly ShellCall[]) => Promise<MarkedProcess[]>
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
   * Ends them: asked first, and after two seconds not any more. One that is not ours to signal, as
   * what `sudo` became, keeps no other from its end.
   * @param pids only these; all when absent
   */
  end(sessionID: string, pids?: readonly number[]): Promise<Ended>
}

export interface Ended {
  /** The number of those that were found and are gone. */
  ended: number
  /** Those that run on all the same: another user's, or held by the system. */
  left: Leftover[]
}

/** Builds it. What runs is what the system says at that moment. */
export function createLeftovers(options: LeftoversOptions): Leftovers {
  const { directory, ownersOf, isWithin, find = markedProcesses, kill = sendSignal } = options
  const shells = new ShellCalls(directory)

  /** Finds what runs, and keeps in mind the calls that it is of, and no others. */
  const look = async () => {
    const calls = await shells.read()
    shells.setOwners(ownersOf(calls))
    const marked = await find(calls)
    await shells.keep(calls, new Set(marked.map(({ call }) => call)))
    return marked
  }

  const leftOf = async (sessionID: string): Promise<Left[]> => {
    const marked = await look()
    return marked.flatMap((it) => {
      const call = shells.get(it.call)
      if (!call) return []
      // While the shell itself is there, this is what the call does and no rest of it.
      if (marked.some((other) => other.pid === call.pid && other.call === it.call)) return []
      const { owner, at } = call
      return owner !== undefined && isWithin(owner, sessionID) ? [{ ...it, since: at }] : []
    })
  }

  let begun = 0
  options.onCommand(() => {
    begun += 1
    if (begun % LOOK_AFTER !== 0) return
    look().catch((error) => options.log.warn('What shell calls left was not looked at.', error))
  })

  /** @returns those of them that still run, and are who they were */
  const stillRunning = async (them: readonly Left[]) => {
    const now = await find(shells.all())
    return them.filter((it) => now.some((n) => isSame(n, it)))
  }

  /** Waits until these are gone, for a while. @returns who is not: one that the system holds, say */
  const untilGone = async (them: readonly Left[]) => {
    let left = them
    for (let waited = 0; left.length > 0 && waited < GRACE_MS; waited += LOOK_MS) {
      await pause(LOOK_MS)
      left = await stillRunning(left)
    }
    return left
  }

  return {
    list: async (sessionID) => (await leftOf(sessionID)).map(shown),
    end: async (sessionID, pids) => {
      const others: Left[] = []
      const isOthers = (it: MarkedProcess) => others.some((other) => isSame(other, it))
      const wanted = async () => {
        const all = await leftOf(sessionID)
        return pids ? all.filter(({ pid }) => pids.includes(pid)) : all
      }
      /** Ends those that may be ended. @returns who of them runs on */
      const endBy = async (name: NodeJS.Signals, them: readonly Left[]) => {
        for (const it of await stillRunning(them)) {
          if (!isSignalled(() => kill(it.pid, name))) others.push(it)
        }
        return untilGone(them.filter((it) => !isOthers(it)))
      }
      const them = await wanted()
      if (them.length === 0) return { ended: 0, left: [] }
      let left = await endBy('SIGTERM', them)
      // Some start another as they end, which has the mark as well; nobody is asked twice.
      for (let round = 0; round < ROUNDS; round += 1) {
        const more = (pids ? left : await wanted()).filter((it) => !isOthers(it))
        left = more
        if (more.length === 0) break
        left = await endBy('SIGKILL', more)
      }
      const remaining = [...left, ...(await stillRunning(others))]
      for (const { pid, command } of remaining) {
        options.log.warn(`Process ${pid} of session ${sessionID} was not ended: ${command}`)
      }
      const isGone = (it: Left) => !remaining.some((other) => isSame(other, it))
      return { ended: them.filter(isGone).length, left: remaining.map(shown) }
    },
  }
}

type Left = MarkedProcess & { since: number }

const isSame = (a: MarkedProcess, b: MarkedProcess) => a.pid === b.pid && a.start === b.start

const shown = ({ pid, command, since }: Left): Leftover => ({ pid, command, since })

/** @returns whether it was ours to signal; one that is gone counts */
function isSignalled(send: () => void): boolean {
  try {
    send()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPERM') return false
    if (code !== 'ESRCH') throw error
  }
  return true
}

const sendSignal = (pid: number, signal: NodeJS.Signals) => {
  process.kill(pid, signal)
}
