import { IconButton } from './icon-button'
import type { Sidebar } from './use-sidebar'

/** Brings a hidden sidebar back. */
export function ShowSidebar({ sidebar }: { sidebar: Sidebar }) {
  if (!sidebar.isHidden) return null
  return <IconButton icon="sidebar" label="Show sidebar" onClick={sidebar.toggle} />
}
