import { type KeyboardEvent, memo, useId, useRef, useState } from 'react'
import type { Session } from '../../shared/engine-types'
import { useActions, useStore } from './context'
import { focusComposer } from './focus'
import { formatAge, sessionTitle } from './format'
import { Icon } from './icons'
import { useNow } from './use-now'

/** The list of sessions, or what stands in its place. */
export function SessionListView() {
  const phase = useStore((store) => store.list.phase)
  const failure = useStore((store) => store.list.failure)
  const sessions = useStore((store) => store.list.shown)
  const engine = useStore((store) => store.engine?.state)
  const actions = useActions()

  const hasFailed = phase === 'failed' && sessions.length === 0
  if (hasFailed && engine === 'ready') {
    return (
      <div className="list-note" role="alert">
        <span className="state-failed">
          <Icon name="alert" />
        </span>
        <p>The sessions could not be loaded. {failure}</p>
        <button type="button" className="button" onClick={() => void actions.loadList()}>
          Try again
        </button>
      </div>
    )
  }
  if (hasFailed || phase === 'waiting') {
    const isDown = engine === 'stopped' || engine === 'failed'
    return isDown ? (
      <p className="list-note">Your sessions appear here once the engine runs.</p>
    ) : (
      <ListSkeleton />
    )
  }
  if (sessions.length === 0) {
    return (
      <div className="list-note">
        <p className="list-note-title">No sessions yet</p>
        <p>Write a message to start the first one.</p>
      </div>
    )
  }
  return <Rows sessions={sessions} />
}

function Rows({ sessions }: { sessions: readonly Session[] }) {
  const openID = useStore((store) => store.openID)
  const now = useNow(30_000)
  const [isHeld, setHeld] = useState(false)
  const ordered = useHeldOrder(sessions, isHeld)
  // One stop of the Tab key for the whole list; arrows go within.
  const stop = ordered.some((it) => it.id === openID) ? openID : ordered[0]?.id

  return (
    <ul
      className="sessions"
      aria-label="Sessions"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onKeyDown={moveFocus}
    >
      {ordered.map((session) => (
        <Row
          key={session.id}
          session={session}
          isOpen={session.id === openID}
          isStop={session.id === stop}
          age={formatAge(session.time.updated, now)}
        />
      ))}
    </ul>
  )
}

interface RowProps {
  session: Session
  isOpen: boolean
  isStop: boolean
  age: string
}

const Row = memo(function Row({ session, isOpen, isStop, age }: RowProps) {
  const actions = useActions()
  const titleID = useId()
  const stateID = useId()
  const title = sessionTitle(session.title)
  return (
    <li>
      <button
        type="button"
        className="session-row"
        aria-current={isOpen ? 'page' : undefined}
        aria-labelledby={titleID}
        aria-describedby={stateID}
        tabIndex={isStop ? 0 : -1}
        title={title}
        onClick={(event) => {
          actions.open(session.id)
          // By pointer one goes on to write; by keyboard one may go on in the list.
          if (event.detail > 0) focusComposer()
        }}
      >
        <span className="session-title" id={titleID}>
          {title}
        </span>
        <span className="session-state" id={stateID}>
          <RowState sessionID={session.id} age={age} />
        </span>
      </button>
    </li>
  )
})

function RowState({ sessionID, age }: { sessionID: string; age: string }) {
  const status = useStore((store) => store.list.status(sessionID).type)
  const hasFailed = useStore((store) => store.notices.hasRun(sessionID))
  const asks = useStore((store) => store.asks.asksFor(sessionID).length)
  if (asks > 0) {
    return (
      <span className="state-waiting">
        <span className="dot waiting" />
        {asks} waiting<span className="hidden-text"> for you</span>
      </span>
    )
  }
  if (status === 'busy') {
    return (
      <>
        <span className="dot breathing" />
        <span className="hidden-text">Working</span>
      </>
    )
  }
  if (status === 'retry') {
    return (
      <span className="state-waiting">
        <Icon name="clock" />
        Retrying
      </span>
    )
  }
  if (hasFailed) {
    return (
      <span className="state-failed">
        <Icon name="alert" />
        Failed
      </span>
    )
  }
  return age
}

/** While the pointer is on the list nothing moves under it: known rows keep their places. */
function useHeldOrder(sessions: readonly Session[], isHeld: boolean): readonly Session[] {
  const places = useRef<readonly string[]>([])
  if (!isHeld) {
    places.current = sessions.map((it) => it.id)
    return sessions
  }
  const place = new Map(places.current.map((id, index) => [id, index]))
  // A new one has no place: it comes first, as it does without a pointer.
  const held = [...sessions].sort((a, b) => (place.get(a.id) ?? -1) - (place.get(b.id) ?? -1))
  return held
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.indexOf(event.target as HTMLButtonElement)
  const targets: Record<string, number> = {
    ArrowDown: Math.min(at + 1, buttons.length - 1),
    ArrowUp: Math.max(at - 1, 0),
    Home: 0,
    End: buttons.length - 1,
  }
  const to = targets[event.key]
  if (at < 0 || to === undefined) return
  event.preventDefault()
  buttons[to]?.focus()
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
