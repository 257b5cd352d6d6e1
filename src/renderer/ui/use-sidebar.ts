import { type Shape, SIDEBAR_DEFAULT } from '../store/sidebar-shape'
import { useHelm, useStore } from './context'

/** How the sidebar stands, remembered from one start to the next. */
export interface Sidebar extends Shape {
  /** Sets the width in px, kept within bounds. */
  resize(width: number): void
  reset(): void
  toggle(): void
}

export function useSidebar(): Sidebar {
  const { store } = useHelm()
  const shape = useStore((it) => it.sidebar.shape)
  const resize = (width: number) => store.write(() => store.sidebar.resize(width))
  return {
    ...shape,
    resize,
    reset: () => resize(SIDEBAR_DEFAULT),
    toggle: () => store.write(() => store.sidebar.setHidden(!shape.isHidden)),
  }
}
