/** A part that waits until it may be drawn. */
export interface Waiter {
  /** As {@link workOf} has it. */
  readonly work: number
  /** Gives its distance from what is in view, in px; 0 for what is in view. */
  distance(): number
  draw(): void
}

/** The times at which turns come, and their manner. */
export interface TurnTimes {
  /** Calls once, when all that comes together has asked, and before anything of it is seen. */
  soon(go: () => void): void
  /** Calls once, in the next frame. */
  nextFrame(go: () => void): void
  /** Has all that is drawn in it done when it returns. */
  together(draw: () => void): void
}

/** So much is drawn in one frame, and what exceeds it: what is in view comes in the first one. */
const MOST_WORK = 20_000

/**
 * Hands out turns to draw, so that the page has its frames however much comes at once: what is in
 * view first, from its end, and as much in each frame as fits into one.
 */
export class Turns {
  readonly #times: TurnTimes
  readonly #waiting = new Set<Waiter>()
  #left = MOST_WORK
  #isAsked = false
  #isFramed = false

  constructor(times: TurnTimes) {
    this.#times = times
  }

  /** Waits for a turn. @returns what gives it up */
  wait(waiter: Waiter): () => void {
    this.#waiting.add(waiter)
    if (!this.#isAsked) {
      this.#isAsked = true
      this.#times.soon(() => {
        this.#isAsked = false
        this.#draw()
      })
    }
    return () => this.#waiting.delete(waiter)
  }

  #draw(): void {
    const turn = this.#next()
    if (turn.length > 0) {
      this.#times.together(() => {
        for (const waiter of turn) waiter.draw()
      })
    }
    const isSpent = this.#left < MOST_WORK
    if (this.#isFramed || (!isSpent && this.#waiting.size === 0)) return
    this.#isFramed = true
    this.#times.nextFrame(() => {
      this.#isFramed = false
      this.#left = MOST_WORK
      this.#draw()
    })
  }

  /** Takes those whose turn it is out of those that wait. */
  #next(): readonly Waiter[] {
    const turn: Waiter[] = []
    for (const waiter of nearestFirst(this.#waiting)) {
      if (this.#left <= 0) break
      this.#left -= waiter.work
      this.#waiting.delete(waiter)
      turn.push(waiter)
    }
    return turn
  }
}

/** Of those that are equally near the last is first. */
function nearestFirst(waiting: Iterable<Waiter>): readonly Waiter[] {
  return [...waiting]
    .map((waiter, at) => ({ waiter, at, distance: waiter.distance() }))
    .sort((a, b) => a.distance - b.distance || b.at - a.at)
    .map(({ waiter }) => waiter)
}
