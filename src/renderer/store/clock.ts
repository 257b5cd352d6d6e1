import { type After, after } from '../client/after'

/** The time, and what happens later; a test passes one that it drives. */
export interface Clock {
  /** In ms; only differences count. */
  now(): number
  after: After
}

/** The page's own. */
export const pageClock: Clock = { now: () => performance.now(), after }
