import type { EventEnvelope } from '../../shared/events'

/** So many are remembered, those that changed last. */
const KEPT = 1_000

/** A tool call that had a command run. */
interface Command {
  sessionID: string
  command: string
  /** Times in ms since the epoch; without an end it runs still. */
  start: number
  end: number | undefined
}

/** Which session had which command run in a shell, and when. Learnt from events. */
export class ShellCommands {
  readonly #byPart = new Map<string, Command>()

  apply({ payload }: EventEnvelope): void {
    if (payload.type !== 'message.part.updated') return
    const { part } = payload.properties
    if (part.type !== 'tool' || part.state.status === 'pending') return
    const { input, time } = part.state
    if (typeof input.command !== 'string') return
    this.#byPart.delete(part.id)
    this.#byPart.set(part.id, {
      sessionID: part.sessionID,
      command: input.command,
      start: time.start,
      end: 'end' in time ? time.end : undefined,
    })
    if (this.#byPart.size <= KEPT) return
    const [oldest] = this.#byPart.keys()
    if (oldest !== undefined) this.#byPart.delete(oldest)
  }

  /**
   * The session that had a command run at a moment. Where several did, the one that began last.
   * @param at ms since the epoch
   * @param toleranceMs how far clocks and files may be apart
   */
  sessionOf(command: string, at: number, toleranceMs = 1_000): string | undefined {
    let found: Command | undefined
    for (const it of this.#byPart.values()) {
      if (it.command !== command || it.start - toleranceMs > at) continue
      if (it.end !== undefined && it.end + toleranceMs < at) continue
      if (!found || it.start >= found.start) found = it
    }
    return found?.sessionID
  }
}
