import { useEffect, useState } from 'react'

export const SIDEBAR_MIN = 208
export const SIDEBAR_MAX = 400
const SIDEBAR_DEFAULT = 264
const KEY = 'wheelhouse.sidebar'

interface SidebarShape {
  width: number
  isHidden: boolean
}

/** How the sidebar stands, remembered from one start to the next. */
export interface Sidebar extends SidebarShape {
  /** Sets the width in px, kept within bounds. */
  resize(width: number): void
  reset(): void
  toggle(): void
}

export function useSidebar(): Sidebar {
  const [shape, setShape] = useState(recall)
  useEffect(() => localStorage.setItem(KEY, JSON.stringify(shape)), [shape])
  const resize = (width: number) =>
    setShape((it) => ({ ...it, width: Math.min(SIDEBAR_MAX, Math.max(SIDEBAR_MIN, width)) }))
  return {
    ...shape,
    resize,
    reset: () => resize(SIDEBAR_DEFAULT),
    toggle: () => setShape((it) => ({ ...it, isHidden: !it.isHidden })),
  }
}

function recall(): SidebarShape {
  const shape: SidebarShape = { width: SIDEBAR_DEFAULT, isHidden: false }
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (typeof saved !== 'object' || saved === null) return shape
    if ('width' in saved && typeof saved.width === 'number') shape.width = saved.width
    if ('isHidden' in saved && typeof saved.isHidden === 'boolean') shape.isHidden = saved.isHidden
  } catch {
    // What an older version wrote, or someone else: the default stands.
  }
  return shape
}
