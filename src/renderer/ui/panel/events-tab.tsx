import { useEffect } from 'react'
import { useActions, useHelm, useStore } from '../context'
import { IconButton } from '../icon-button'
import { Icon } from '../icons'
import { formatCount } from './amounts'
import { EventDetail } from './event-detail'
import { EventList } from './event-list'
import { TypeFilter } from './type-filter'

/** The stream of events as it comes to this window. */
export function EventsTab({ sessionID }: { sessionID: string | undefined }) {
  const actions = useActions()
  const selected = useStore((store) => store.inspector.selected)
  useEffect(() => actions.watchEvents(), [actions])
  return (
    <>
      <div className="panel-bar">
        <Search />
        <Controls />
      </div>
      <div className="panel-bar panel-bar-second">
        <TypeFilter />
        {sessionID !== undefined && <SessionChoice sessionID={sessionID} />}
        <Shown />
      </div>
      <EventList />
      {selected && <EventDetail entry={selected} />}
    </>
  )
}

function Search() {
  const { store } = useHelm()
  const text = useStore((it) => it.inspector.filter.text)
  const search = (to: string) => store.write(() => store.inspector.setFilter({ text: to }))
  return (
    <input
      className="panel-field"
      type="search"
      aria-label="Search in events"
      placeholder="Search in the JSON"
      value={text}
      onChange={(event) => search(event.target.value)}
    />
  )
}

function Controls() {
  const { store } = useHelm()
  const isPaused = useStore((it) => it.inspector.isPaused)
  const waiting = useStore((it) => it.inspector.waiting)
  const total = useStore((it) => it.inspector.total)
  return (
    <>
      <button
        type="button"
        className={isPaused ? 'button paused' : 'icon-button'}
        aria-label={isPaused ? `Resume, ${waiting} waiting` : 'Pause'}
        title={isPaused ? 'Resume' : 'Pause'}
        onClick={() => store.write(() => store.inspector.setPaused(!isPaused))}
      >
        <Icon name={isPaused ? 'play' : 'pause'} />
        {isPaused && formatCount(waiting)}
      </button>
      <IconButton
        icon="trash"
        label="Clear events"
        tip="Clear"
        disabled={total === 0}
        onClick={() => store.write(() => store.inspector.clear())}
      />
    </>
  )
}

function SessionChoice({ sessionID }: { sessionID: string }) {
  const { store } = useHelm()
  const chosen = useStore((it) => it.inspector.filter.sessionID)
  // Whoever opens another session means that one.
  useEffect(() => {
    if (store.inspector.filter.sessionID === undefined) return
    store.write(() => store.inspector.setFilter({ sessionID }))
  }, [store, sessionID])
  const isOn = chosen !== undefined
  return (
    <button
      type="button"
      className="panel-chip"
      aria-pressed={isOn}
      onClick={() =>
        store.write(() => store.inspector.setFilter({ sessionID: isOn ? undefined : sessionID }))
      }
    >
      This session
    </button>
  )
}

/** How many of those that are kept are shown. */
function Shown() {
  const shown = useStore((it) => it.inspector.shown.length)
  const total = useStore((it) => it.inspector.total)
  const isPaused = useStore((it) => it.inspector.isPaused)
  const words =
    shown === total || isPaused
      ? formatCount(shown)
      : `${formatCount(shown)} of ${formatCount(total)}`
  return <p className="panel-shown">{isPaused ? `${words}, paused` : words}</p>
}
