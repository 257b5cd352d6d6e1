import { Icon } from './icons'
import type { Sidebar } from './use-sidebar'

/** Brings a hidden sidebar back. */
export function ShowSidebar({ sidebar }: { sidebar: Sidebar }) {
  if (!sidebar.isHidden) return null
  return (
    <button
      type="button"
      className="icon-button"
      aria-label="Show sidebar"
      title="Show sidebar"
      onClick={sidebar.toggle}
    >
      <Icon name="sidebar" />
    </button>
  )
}
