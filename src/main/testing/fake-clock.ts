import type { Clock } from '../engine/clock'

/** Time in the hand of the test. */
export class FakeClock implements Clock {
  #now: number
  #timers: { at: number; run: () => void }[] = []

  constructor(now = 1_000_000) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** In how many ms each timer is due, soonest first. */
  get due(): number[] {
    return this.#timers.map(({ at }) => at - this.#now).sort((a, b) => a - b)
  }

  /** Lets time pass. Timers run at their own time, in order. */
  tick(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (!next) break
      this.#timers = this.#timers.filter((other) => other !== next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
    }
    this.#now = end
  }
}

/** Resolves when all promises that could settle have: no time passes. */
export const quiet = () => new Promise<void>((resolve) => setImmediate(resolve))
