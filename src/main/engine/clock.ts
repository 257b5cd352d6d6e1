/** Time, as a part needs it that a test drives by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs later, in ms. @returns cancels it */
  after(ms: number, run: () => void): () => void
}

/** Real time. */
export const systemClock: Clock = {
  now: Date.now,
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
