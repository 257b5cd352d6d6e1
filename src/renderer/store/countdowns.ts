import type { Clock } from './clock'

interface Countdown {
  readonly run: () => void
  /** In ms, when it was last started. */
  left: number
  since: number
  cancel: (() => void) | undefined
}

/** Waits that all stand still together while a person looks at what they are for. */
export class Countdowns {
  readonly #clock: Clock
  #byID = new Map<number, Countdown>()
  #isHeld = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs something once after so many ms that were not held. */
  start(id: number, ms: number, run: () => void): void {
    this.cancel(id)
    const countdown: Countdown = { run, left: ms, since: 0, cancel: undefined }
    this.#byID.set(id, countdown)
    if (!this.#isHeld) this.#go(id, countdown)
  }

  cancel(id: number): void {
    this.#byID.get(id)?.cancel?.()
    this.#byID.delete(id)
  }

  /** All stand still. */
  hold(): void {
    if (this.#isHeld) return
    this.#isHeld = true
    for (const countdown of this.#byID.values()) {
      countdown.cancel?.()
      countdown.left -= this.#clock.now() - countdown.since
    }
  }

  /** All go on where they stood. */
  release(): void {
    if (!this.#isHeld) return
    this.#isHeld = false
    for (const [id, countdown] of this.#byID) this.#go(id, countdown)
  }

  #go(id: number, countdown: Countdown): void {
    countdown.since = this.#clock.now()
    countdown.cancel = this.#clock.after(Math.max(0, countdown.left), () => {
      this.#byID.delete(id)
      countdown.run()
    })
  }
}
