const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 5_000

/** How long to wait before a stream is opened again: ever longer while that fails. */
export class Backoff {
  #delay = FIRST_DELAY_MS

  /** @returns what to wait this time, in ms */
  next(): number {
    const delay = this.#delay
    this.#delay = Math.min(delay * 2, LONGEST_DELAY_MS)
    return delay
  }

  /** The stream was opened: the next loss is a new one. */
  reset(): void {
    this.#delay = FIRST_DELAY_MS
  }
}
