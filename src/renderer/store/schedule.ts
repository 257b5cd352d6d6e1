/** Runs something soon, once; the store asks again only after it ran. */
export type Schedule = (run: () => void) => void

// A hidden window gets no animation frames, but its events must not pile up.
const HIDDEN_MS = 250

/** Runs before the next frame is painted, or after 250 ms in a window that paints none. */
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
  const timer = setTimeout(once, HIDDEN_MS)
}
