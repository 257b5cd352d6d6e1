import { Region } from './boundary'
import { Composer } from './composer/composer'
import { useStore } from './context'
import { Dock } from './dock'
import { HistoryLayer } from './history/history-layer'
import { SidePanel } from './panel/side-panel'
import { SessionView } from './session-view'
import { FolderDrop } from './sessions/folder-drop'
import { SidebarPane } from './sidebar'
import { StartView } from './start-view'
import { useSidebar } from './use-sidebar'
import { WholeWindow } from './whole-window'

/** The page: sessions at the left, the open one beside them. */
export function App() {
  const sidebar = useSidebar()
  const openID = useStore((store) => store.openID)
  return (
    <div className="app">
      {!sidebar.isHidden && (
        <Region name="The sidebar">
          <SidebarPane sidebar={sidebar} />
        </Region>
      )}
      <main className="main">
        {openID === undefined ? (
          <Region name="The start of a session">
            <StartView sidebar={sidebar} />
          </Region>
        ) : (
          <SessionView sessionID={openID} sidebar={sidebar} />
        )}
        <Dock sessionID={openID} />
        {/* The same one for every session, so that the focus stays in it. */}
        <Region name="What is written here">
          <Composer sessionID={openID} />
        </Region>
        <HistoryLayer />
      </main>
      <SidePanel />
      <WholeWindow />
      {window.wheelhouse && <FolderDrop bridge={window.wheelhouse} />}
    </div>
  )
}
