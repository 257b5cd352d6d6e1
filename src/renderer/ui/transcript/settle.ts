// A place is reached when nothing was left to correct in so many frames, or given up after so many.
const CALM_FRAMES = 3
const MOST_FRAMES = 90

/** What a person does who wants to scroll by themselves. */
const OWN_WAY = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/**
 * Scrolls to where something is that is still being mounted and measured, until it stands there, or
 * the person goes their own way.
 * @param correction how many px are missing; undefined while that is not known
 * @param done called when it is over, however it ended
 * @returns ends it early
 */
export function settle(
  area: HTMLElement,
  correction: () => number | undefined,
  done: () => void = () => undefined,
): () => void {
  let frame = 0
  let calm = 0
  let count = 0
  const stop = () => {
    cancelAnimationFrame(frame)
    for (const type of OWN_WAY) area.removeEventListener(type, stop)
    done()
  }
  const step = () => {
    const missing = correction()
    const from = area.scrollTop
    if (missing !== undefined && Math.abs(missing) >= 1) area.scrollTop = from + missing
    // At an end of the area nothing more can be done.
    const isThere = missing !== undefined && area.scrollTop === from
    calm = isThere ? calm + 1 : 0
    count += 1
    if (calm >= CALM_FRAMES || count >= MOST_FRAMES) stop()
    else frame = requestAnimationFrame(step)
  }
  for (const type of OWN_WAY) area.addEventListener(type, stop, { passive: true })
  step()
  return stop
}
