/** Runs something soon, once; the store asks again only after it ran. */
export type Schedule = (run: () => void) => void

// A window that is not painted gets no animation frames. A hidden one has its timers run once a
// second, later once a minute (Chromium), which is soon enough: nobody looks at it.
const UNPAINTED_MS = 250

/** Runs before the next frame is painted, or after at least 250 ms in a window that paints none. */
export const frameSchedule: Schedule = (run) => {
  let done = false
  const once = () => {
    if (done) return
    done = true
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    run()
  }
  const frame = requestAnimationFrame(once)
  const timer = setTimeout(once, UNPAINTED_MS)
}

/** Runs something after so many ms. @returns prevents it */
export type Delay = (ms: number, run: () => void) => () => void

/** By the page's own clock. */
export const pageDelay: Delay = (ms, run) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
