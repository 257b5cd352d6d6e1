import type { ImageHead } from './image-head'

const MILLION = 1_000_000
/** Of one image that stands still: a camera's is less. */
export const MOST_PIXELS = 50 * MILLION
// One that moves is decoded again and again, a frame at a time.
const MOST_MOVING_PIXELS = 8 * MILLION
const MOST_PIXELS_OF_FRAMES = 4_000 * MILLION
/** Of all that are in the document. */
export const MOST_PIXELS_TOGETHER = 100 * MILLION

/** @returns why an image is not shown, as the end of a sentence; empty when it can be */
export function whyTooLarge({ width, height, frames }: ImageHead): string {
  const pixels = width * height
  if (pixels > (frames > 1 ? MOST_MOVING_PIXELS : MOST_PIXELS)) {
    return `it has ${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels`
  }
  return pixels * frames > MOST_PIXELS_OF_FRAMES
    ? `it has ${frames.toLocaleString('en')} frames`
    : ''
}

/** How many pixels are shown together. */
export class PixelBudget {
  readonly #most: number
  #shown = 0
  #listeners = new Set<() => void>()

  constructor(most: number) {
    this.#most = most
  }

  /** Takes so many. @returns gives them back; undefined when there is no room */
  take(pixels: number): (() => void) | undefined {
    if (this.#shown + pixels > this.#most) return undefined
    this.#shown += pixels
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      this.#shown -= pixels
      for (const listener of [...this.#listeners]) listener()
    }
  }

  /** Calls back when some were given back. @returns ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** All of this page. */
export const pixels = new PixelBudget(MOST_PIXELS_TOGETHER)
