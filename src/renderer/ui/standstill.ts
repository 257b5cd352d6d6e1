import type { Clock } from '../store/clock'

/** For so long a card has to stand as it is before it can be answered. */
export const DEAF_MS = 500

/**
 * Knows whether what a person is asked has stood still before them for long enough to be read. A
 * click that was on its way to something else when it came, or moved, is not an answer to it.
 */
export class Standstill {
  readonly #clock: Clock
  readonly #isInPlace: () => boolean
  #listeners = new Set<() => void>()
  #isStill = false
  #cancel: (() => void) | undefined

  /**
   * @param isInPlace looks whether it is where it was when it was disturbed last, and notes where it
   * is; asked when the wait is over, as no observer is told of what moves back at once
   */
  constructor(clock: Clock, isInPlace: () => boolean) {
    this.#clock = clock
    this.#isInPlace = isInPlace
  }

  get isStill(): boolean {
    return this.#isStill
  }

  /** Calls back when it changes. @returns ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Begins to wait anew: it came, it moved, or the person came back to it. */
  disturb(): void {
    this.#cancel?.()
    this.#cancel = this.#clock.after(DEAF_MS, () => {
      if (this.#isInPlace()) this.#set(true)
      else this.disturb()
    })
    this.#set(false)
  }

  /** Waits for nothing any more. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#set(false)
  }

  #set(isStill: boolean): void {
    if (this.#isStill === isStill) return
    this.#isStill = isStill
    for (const listener of this.#listeners) listener()
  }
}

/** Where something stands, in px. */
export interface Place {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Whether it is elsewhere, by more than rounding makes. */
export function hasMoved(from: readonly Place[], to: readonly Place[]): boolean {
  if (from.length !== to.length) return true
  return from.some((place, index) => {
    const now = to[index]
    if (!now) return true
    const is = (key: keyof Place) => Math.abs(place[key] - now[key]) <= 1
    return !(is('left') && is('top') && is('width') && is('height'))
  })
}

/** Knows whether a press that ends as an answer began as one. */
export class Press {
  #isHeard: boolean | undefined

  /** Notes that a button or key went down. @param isHeard whether an answer would be taken now */
  begin(isHeard: boolean): void {
    this.#isHeard = isHeard
  }

  /** Notes that a key is still down: where it was not seen to go down, it did before the card came. */
  hold(): void {
    this.#isHeard ??= false
  }

  /** Ends the press. @returns whether it counts; what a screen reader presses began with nothing */
  end(): boolean {
    const isHeard = this.#isHeard ?? true
    this.#isHeard = undefined
    return isHeard
  }
}
