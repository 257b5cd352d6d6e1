/** The tabs of the side panel, in their order. */
export const PANEL_TABS = ['changes', 'todos', 'context', 'events'] as const
export type PanelTab = (typeof PANEL_TABS)[number]

/** How the changes are shown: one column, or before beside after. */
export type DiffLayout = 'unified' | 'split'

export const PANEL_MIN = 320
export const PANEL_MAX = 1_200
export const PANEL_WIDTH = 380

/** What is remembered of the panel from one start to the next. */
export interface PanelShape {
  readonly isOpen: boolean
  readonly tab: PanelTab
  /** In px. */
  readonly width: number
  readonly layout: DiffLayout
}

const DEFAULT: PanelShape = {
  isOpen: false,
  tab: 'changes',
  width: PANEL_WIDTH,
  layout: 'unified',
}

/**
 * How the side panel stands. Where the window is too narrow for it, it is a drawer over the
 * transcript: that one is not remembered, so that no start begins with a covered view.
 */
export class Panel {
  #shape = DEFAULT
  #isNarrow = false
  #isDrawerOpen = false
  #wantsFocus = false

  /** What is remembered; the identical object until it changes. */
  get shape(): PanelShape {
    return this.#shape
  }

  /** Whether the panel is a drawer. */
  get isNarrow(): boolean {
    return this.#isNarrow
  }

  /** Whether the panel is seen. */
  get isShown(): boolean {
    return this.#isNarrow ? this.#isDrawerOpen : this.#shape.isOpen
  }

  change(change: Partial<PanelShape>): void {
    this.#shape = { ...this.#shape, ...change }
  }

  /** Sets the width in px, kept within bounds. */
  resize(width: number): void {
    this.change({ width: Math.min(PANEL_MAX, Math.max(PANEL_MIN, Math.round(width))) })
  }

  setNarrow(isNarrow: boolean): void {
    this.#isNarrow = isNarrow
    this.#isDrawerOpen = false
  }

  setShown(isShown: boolean): void {
    if (this.#isNarrow) this.#isDrawerOpen = isShown
    else this.change({ isOpen: isShown })
  }

  /** Shows the panel, on that tab if one is named, and asks for the focus. */
  show(tab?: PanelTab): void {
    if (tab) this.change({ tab })
    this.setShown(true)
    this.#wantsFocus = true
  }

  /** Whether the panel was asked to take the focus; once for each time. */
  takeFocusWish(): boolean {
    const wanted = this.#wantsFocus
    this.#wantsFocus = false
    return wanted
  }
}
