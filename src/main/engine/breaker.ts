import type { Clock } from './clock'

/** Crashes within `withinMs` that open the breaker. */
export const BREAKER = { crashes: 5, withinMs: 60_000 }
export const BACKOFF_MS = { first: 250, most: 5_000 }

export interface BreakerOptions {
  clock: Clock
  random: () => number
  /** How many crashes within a minute open it. */
  crashes: number
}

/** Says how long to wait after a crash, longer after each, and when to try no more. */
export class Breaker {
  readonly #options: BreakerOptions
  #crashes: number[] = []

  constructor(options: BreakerOptions) {
    this.#options = options
  }

  /** @returns after how many ms to try again, or undefined when it opens */
  countCrash(): number | undefined {
    const { clock, random, crashes } = this.#options
    const now = clock.now()
    this.#crashes = [...this.#crashes.filter((at) => at > now - BREAKER.withinMs), now]
    if (this.#crashes.length >= crashes) return undefined
    const base = BACKOFF_MS.first * 2 ** (this.#crashes.length - 1)
    return Math.round(Math.min(base, BACKOFF_MS.most) * (0.75 + random() / 2))
  }

  /** A person asks for a fresh start: what crashed before does not count. */
  reset(): void {
    this.#crashes = []
  }
}
