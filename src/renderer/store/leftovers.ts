import type { Leftover } from '../../shared/process-operations'

const NONE: readonly Leftover[] = []

/** What sessions' shell calls left running, as far as somebody asked. */
export class Leftovers {
  #bySession = new Map<string, readonly Leftover[]>()

  /** @returns the very same list while it did not change */
  of(sessionID: string): readonly Leftover[] {
    return this.#bySession.get(sessionID) ?? NONE
  }

  set(sessionID: string, left: readonly Leftover[]): void {
    if (left.length === 0) this.forget(sessionID)
    else if (JSON.stringify(left) !== JSON.stringify(this.of(sessionID))) {
      this.#bySession.set(sessionID, left)
    }
  }

  forget(sessionID: string): void {
    this.#bySession.delete(sessionID)
  }
}
