import type { Session } from '../../shared/engine-types'
import { requireReadable } from '../engine/directory-name'

type Place = Pick<Session, 'id' | 'directory'>

/** Most sessions that are remembered; of others the engine is asked once more. */
const KEPT = 10_000

/**
 * Sessions that the engine works in where they say they are, as far as that was seen. It takes the
 * directory from its own database, so naming another one does not help (opencode 1.18.33).
 */
export class SessionPlaces {
  readonly #good = new Map<string, string>()

  /** Learns from what the engine tells of sessions. */
  note(...sessions: readonly Place[]): void {
    for (const session of sessions) {
      try {
        this.require(session)
      } catch {
        // It can be looked at; whoever would work in it is told.
      }
    }
  }

  /** @throws AppError `invalid_input` for a session in which the engine would work elsewhere */
  require({ id, directory }: Place): void {
    requireReadable(directory)
    this.#good.delete(id)
    this.#good.set(id, directory)
    const [oldest] = this.#good.keys()
    if (this.#good.size > KEPT && oldest !== undefined) this.#good.delete(oldest)
  }

  /** Gives the folder that the engine works in for a session; undefined when it has to be asked. */
  directoryOf(id: string): string | undefined {
    return this.#good.get(id)
  }
}
