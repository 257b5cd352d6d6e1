/** The time, and what happens later; a test passes one that it drives. */
export interface Clock {
  /** In ms; only differences count. */
  now(): number
  /** Runs something once after so many ms. @returns calls it off */
  after(ms: number, run: () => void): () => void
}

/** The page's own. */
export const pageClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
