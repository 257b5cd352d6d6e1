/**
 * Waits between two attempts.
 * @param ms how long
 * @param signal ends the wait at once
 * @returns once either has come. Never rejects
 */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>

/** Waits by the system's clock. */
export const pause: Pause = (ms, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
