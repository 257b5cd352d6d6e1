/**
 * Runs later.
 * @param ms how much later
 * @returns cancels it
 */
export type After = (ms: number, run: () => void) => () => void

/** By the clock of the page. */
export const after: After = (ms, run) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
