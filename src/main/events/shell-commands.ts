import type { EventEnvelope } from '../../shared/events'

/** So many are remembered, those that began last. */
const KEPT = 10_000
/** How far the clock of the engine and that of files may be apart, in ms. */
const APART_MS = 50

/** A tool call that had a command run. */
interface Command {
  sessionID: string
  command: string
  /** Times in ms since the epoch; without an end it runs still. */
  start: number
  end: number | undefined
}

/** A call of a shell, by its mark. */
export interface StartedShell {
  id: string
  command: string
  /** When it began, ms since the epoch. */
  at: number
}

/**
 * Which session had which command run in a shell, and when. Learnt from events. A call is known from
 * its beginning: one that is finished when it is first heard of is a fork's copy of another's.
 */
export class ShellCommands {
  readonly #byPart = new Map<string, Command>()
  #onBegun: (() => void) | undefined

  /** Calls back when one begins; one listener. */
  onBegun(listener: () => void): void {
    this.#onBegun = listener
  }

  apply({ payload }: EventEnvelope): void {
    if (payload.type !== 'message.part.updated') return
    const { part } = payload.properties
    if (part.type !== 'tool' || part.state.status === 'pending') return
    const { input, time } = part.state
    if (typeof input.command !== 'string') return
    const isNew = !this.#byPart.has(part.id)
    if (part.state.status !== 'running' && isNew) return
    this.#byPart.set(part.id, {
      sessionID: part.sessionID,
      command: input.command,
      start: time.start,
      end: 'end' in time ? time.end : undefined,
    })
    const [oldest] = this.#byPart.keys()
    if (this.#byPart.size > KEPT && oldest !== undefined) this.#byPart.delete(oldest)
    if (isNew) this.#onBegun?.()
  }

  /**
   * Tells whose calls some shells are. Each call is one shell's: of several with the same command that
   * went on at the moment, the one that began last before it.
   * @param shells all that were written down, so that none is taken for another
   * @returns sessions by the shells' marks
   */
  ownersOf(shells: Iterable<StartedShell>): Map<string, string> {
    const taken = new Set<Command>()
    const owners = new Map<string, string>()
    for (const { id, command, at } of [...shells].sort((a, b) => a.at - b.at)) {
      let found: Command | undefined
      for (const it of this.#byPart.values()) {
        if (it.command !== command || taken.has(it)) continue
        if (it.start - APART_MS > at || (it.end !== undefined && it.end + APART_MS < at)) continue
        if (!found || it.start > found.start) found = it
      }
      if (!found) continue
      taken.add(found)
      owners.set(id, found.sessionID)
    }
    return owners
  }
}
