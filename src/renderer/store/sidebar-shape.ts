export const SIDEBAR_MIN = 208
export const SIDEBAR_MAX = 400
export const SIDEBAR_DEFAULT = 264

/** How the sidebar stands. */
export interface Shape {
  /** In px. */
  readonly width: number
  readonly isHidden: boolean
}

/** The sidebar's width, and whether it is there. */
export class SidebarShape {
  #shape: Shape = { width: SIDEBAR_DEFAULT, isHidden: false }

  /** The identical object while nothing of it changed. */
  get shape(): Shape {
    return this.#shape
  }

  /** Sets the width in px, kept within bounds. */
  resize(width: number): void {
    this.#set({ width: Math.min(SIDEBAR_MAX, Math.max(SIDEBAR_MIN, width)) })
  }

  /** Hides it, or brings it back. */
  setHidden(isHidden: boolean): void {
    this.#set({ isHidden })
  }

  #set(change: Partial<Shape>): void {
    const shape = { ...this.#shape, ...change }
    const isSame = shape.width === this.#shape.width && shape.isHidden === this.#shape.isHidden
    if (!isSame) this.#shape = shape
  }
}
