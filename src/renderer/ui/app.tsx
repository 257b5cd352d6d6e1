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
      {!sidebar.isHidden && <SidebarPane sidebar={sidebar} />}
      <main className="main">
        {openID === undefined ? (
          <StartView sidebar={sidebar} />
        ) : (
          <SessionView sessionID={openID} sidebar={sidebar} />
        )}
        <Dock sessionID={openID} />
        {/* The same one for every session, so that the focus stays in it. */}
        <Composer sessionID={openID} />
        <HistoryLayer />
      </main>
      <SidePanel />
      <WholeWindow />
      {window.wheelhouse && <FolderDrop bridge={window.wheelhouse} />}
    </div>
  )
}
