import type { KeyboardEvent, PointerEvent } from 'react'
import { SIDEBAR_MAX, SIDEBAR_MIN } from '../store/sidebar-shape'
import { useActions } from './context'
import { EngineStatusLine } from './engine-status'
import { focusComposer } from './focus'
import { Icon, Wheel } from './icons'
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
        <button
          type="button"
          className="icon-button"
          aria-label="Hide sidebar"
          title="Hide sidebar"
          onClick={sidebar.toggle}
        >
          <Icon name="sidebar" />
        </button>
      </header>
      <NewSession />
      <SearchField />
      <SessionListView />
      <EngineStatusLine />
      <Resizer sidebar={sidebar} />
    </aside>
  )
}

function OpenInBrowser() {
  const actions = useActions()
  return (
    <button
      type="button"
      className="icon-button"
      aria-label="Open in browser"
      title="Open in browser"
      onClick={() => void actions.openBrowser()}
    >
      <Icon name="outside" />
    </button>
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

const STEP_PX = 16

function Resizer({ sidebar }: { sidebar: Sidebar }) {
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) sidebar.resize(event.clientX)
  }
  const step = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') sidebar.resize(sidebar.width - STEP_PX)
    else if (event.key === 'ArrowRight') sidebar.resize(sidebar.width + STEP_PX)
    else return
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be dragged by a value of its own
    <div
      className="resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label="Sidebar width"
      aria-valuenow={sidebar.width}
      aria-valuemin={SIDEBAR_MIN}
      aria-valuemax={SIDEBAR_MAX}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={sidebar.reset}
      onKeyDown={step}
    />
  )
}
