import { startOfDay } from '../store/list-view'
import { useActions, useStore } from './context'
import { Icon } from './icons'
import { Said } from './named'
import { Rows } from './sessions/rows'

/** The list of sessions, or what stands in its place. */
export function SessionListView() {
  const phase = useStore((store) => store.list.phase)
  const failure = useStore((store) => store.list.failure)
  const items = useStore((store) => store.listView.items(store, startOfDay(Date.now())))
  const engine = useStore((store) => store.engine?.state)
  const actions = useActions()

  if (items.length > 0) return <Rows items={items} />
  if (phase === 'failed' && engine === 'ready') {
    return (
      <div className="list-note" role="alert">
        <span className="state-failed">
          <Icon name="alert" />
        </span>
        <p>
          The sessions could not be loaded. <Said text={failure} />
        </p>
        <button type="button" className="button" onClick={() => void actions.loadList()}>
          Try again
        </button>
      </div>
    )
  }
  if (phase !== 'ready') {
    const isDown = engine === 'stopped' || engine === 'failed'
    return isDown ? (
      <p className="list-note">Your sessions appear here once the engine runs.</p>
    ) : (
      <ListSkeleton />
    )
  }
  return <Empty />
}

/** Why there is nothing, and what to do. */
function Empty() {
  const query = useStore((store) => store.listView.query.trim())
  const showsArchived = useStore((store) => store.listView.showsArchived)
  const actions = useActions()
  if (query !== '') {
    return (
      <div className="list-note">
        <p className="list-note-title" role="status">
          Nothing found
        </p>
        <p>No session has a title like “{query}”.</p>
        <button
          type="button"
          className="button"
          onClick={() => actions.changeList((view) => view.search(''))}
        >
          Show all sessions
        </button>
      </div>
    )
  }
  if (showsArchived) {
    return (
      <div className="list-note">
        <p className="list-note-title">Nothing archived</p>
        <p>What you archive is kept here, out of the way.</p>
        <button
          type="button"
          className="button"
          onClick={() => actions.changeList((view) => view.setArchived(false))}
        >
          Show sessions
        </button>
      </div>
    )
  }
  return (
    <div className="list-note">
      <p className="list-note-title">No sessions yet</p>
      <p>Write a message to start the first one.</p>
    </div>
  )
}

const WIDTHS = ['w-80', 'w-60', 'w-90', 'w-50', 'w-70']

function ListSkeleton() {
  return (
    <div className="sessions skeleton" aria-hidden="true">
      {WIDTHS.map((width) => (
        <div key={width} className="session-row">
          <span className={`bone ${width}`} />
        </div>
      ))}
    </div>
  )
}
