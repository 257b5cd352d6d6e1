import { Tabs } from '@base-ui/react/tabs'
import { type ReactNode, useEffect, useRef } from 'react'
import { PANEL_TABS, type PanelTab } from '../../store/panel'
import { countTodos } from '../../store/read-todos'
import type { Store } from '../../store/store'
import { Boundary } from '../boundary'
import { useActions, useHelm, useStore } from '../context'
import { IconButton } from '../icon-button'
import { ChangesTab } from './changes-tab'
import { ContextTab } from './context-tab'
import { EventsTab } from './events-tab'
import { TodosTab } from './todos-tab'

const TITLES: Record<PanelTab, string> = {
  changes: 'Changes',
  todos: 'To-dos',
  context: 'Context',
  events: 'Events',
}

/** What is in the side panel. Only the tab that is seen is there, and asks for anything. */
export default function PanelTabs() {
  const { store } = useHelm()
  const tab = useStore((it) => it.panel.shape.tab)
  const sessionID = useStore((it) => it.openID)
  const head = useRef<HTMLDivElement>(null)
  useWatchedSession(sessionID)
  useWantedFocus(head)
  const hide = () => {
    store.write(() => store.panel.setShown(false))
  }
  return (
    <Tabs.Root
      className="panel-body"
      value={tab}
      onValueChange={(value: PanelTab) => store.write(() => store.panel.change({ tab: value }))}
    >
      <header className="panel-head" ref={head}>
        <Tabs.List className="panel-tabs" aria-label="Side panel" activateOnFocus>
          {PANEL_TABS.map((it) => (
            <Tabs.Tab key={it} value={it} className="panel-tab">
              {TITLES[it]}
              <TabCount tab={it} />
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <IconButton icon="close" label="Hide side panel" onClick={hide} />
      </header>
      <TabPanel tab="changes">
        {sessionID ? (
          <ChangesTab key={sessionID} sessionID={sessionID} />
        ) : (
          <NoSession what="what it changed" />
        )}
      </TabPanel>
      <TabPanel tab="todos">
        {sessionID ? <TodosTab /> : <NoSession what="what the agent has set out to do" />}
      </TabPanel>
      <TabPanel tab="context">
        {sessionID ? (
          <ContextTab key={sessionID} sessionID={sessionID} />
        ) : (
          <NoSession what="how much of the model’s window it uses" />
        )}
      </TabPanel>
      <TabPanel tab="events">
        <EventsTab sessionID={sessionID} />
      </TabPanel>
    </Tabs.Root>
  )
}

/** A tab's place; the region in it has the tab's name, so that it is found like any other. */
function TabPanel({ tab, children }: { tab: PanelTab; children: ReactNode }) {
  return (
    <Tabs.Panel value={tab} className="panel-place" tabIndex={-1}>
      <section className="panel-region" aria-label={TITLES[tab]}>
        <Boundary fallback={<p className="panel-note">This cannot be shown.</p>}>
          {children}
        </Boundary>
      </section>
    </Tabs.Panel>
  )
}

function NoSession({ what }: { what: string }) {
  return (
    <div className="panel-blank">
      <h2>No session is open</h2>
      <p>Open one in the list to see {what}.</p>
    </div>
  )
}

/** A number beside a tab's name, where it is known and says something. */
function TabCount({ tab }: { tab: PanelTab }) {
  const count = useStore((store) => countOf(store, tab))
  if (!count) return null
  return <span className="panel-count">{count.toLocaleString('en')}</span>
}

function countOf(store: Store, tab: PanelTab): number {
  if (tab === 'todos') return countTodos(store.todos.items).open
  if (tab === 'changes') return store.changes.phase === 'ready' ? store.changes.files.length : 0
  return 0
}

function useWatchedSession(sessionID: string | undefined): void {
  const actions = useActions()
  const isReady = useStore((store) => store.isReady)
  useEffect(() => {
    return sessionID !== undefined && isReady ? actions.watchSession(sessionID) : undefined
  }, [actions, sessionID, isReady])
}

/** A command that shows the panel takes the person there. */
function useWantedFocus(head: React.RefObject<HTMLDivElement | null>): void {
  const { store } = useHelm()
  useEffect(() => {
    const look = () => {
      if (!store.panel.takeFocusWish()) return
      // The tab that was asked for is the selected one only after this turn.
      requestAnimationFrame(() =>
        head.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus(),
      )
    }
    look()
    return store.subscribe(look)
  }, [store, head])
}
