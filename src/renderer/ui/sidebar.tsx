import { SIDEBAR_MAX, SIDEBAR_MIN } from '../store/sidebar-shape'
import { useActions } from './context'
import { EngineStatusLine } from './engine-status'
import { focusComposer } from './focus'
import { IconButton } from './icon-button'
import { Icon, Wheel } from './icons'
import { Resizer } from './resizer'
import { SessionListView } from './session-list'
import { ProjectPicker } from './sessions/project-picker'
import { SearchField } from './sessions/search-field'
import type { Sidebar } from './use-sidebar'

/** The sidebar: what there is, and how the engine is. */
export function SidebarPane({ sidebar }: { sidebar: Sidebar }) {
  return (
    // Set through CSSOM, which the content security policy allows.
    <aside className="sidebar" style={{ width: sidebar.width }} aria-label="Sidebar">
      <header className="sidebar-head">
        <Wheel size={20} />
        <span className="brand">Wheelhouse</span>
        {window.wheelhouse && <OpenInBrowser />}
        <IconButton icon="sidebar" label="Hide sidebar" onClick={sidebar.toggle} />
      </header>
      <NewSession />
      <SearchField />
      <SessionListView />
      <EngineStatusLine />
      <Resizer
        label="Sidebar width"
        side="left"
        width={sidebar.width}
        min={SIDEBAR_MIN}
        max={SIDEBAR_MAX}
        resize={sidebar.resize}
        reset={sidebar.reset}
      />
    </aside>
  )
}

function OpenInBrowser() {
  const actions = useActions()
  return (
    <IconButton icon="outside" label="Open in browser" onClick={() => void actions.showBrowser()} />
  )
}

/** Begins a session, in the project that is named beside. */
function NewSession() {
  const actions = useActions()
  return (
    <div className="new-session">
      <button
        type="button"
        className="button"
        onClick={() => {
          actions.startNew()
          focusComposer()
        }}
      >
        <Icon name="plus" />
        New session
      </button>
      <ProjectPicker className="button project-switch" />
    </div>
  )
}
