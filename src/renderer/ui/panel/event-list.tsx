import { type KeyboardEvent, memo, useLayoutEffect, useRef } from 'react'
import { VList, type VListHandle } from 'virtua'
import type { StreamEntry } from '../../store/inspector'
import { useHelm, useStore } from '../context'
import { Icon } from '../icons'
import { Named, nameInWords } from '../named'
import { formatClock, formatSize } from './amounts'

const ROW_PX = 28
const PAGE_ROWS = 10
const idOf = (entry: StreamEntry) => `event-${entry.number}`

/**
 * The events, newest last. It follows the end; whoever scrolls back or selects one pauses it, so
 * that nothing moves under them.
 */
export function EventList() {
  const { store } = useHelm()
  const { inspector } = store
  const shown = useStore((it) => it.inspector.shown)
  const selected = useStore((it) => it.inspector.selected)
  const isPaused = useStore((it) => it.inspector.isPaused)
  const handle = useRef<VListHandle>(null)
  const lastTop = useRef(0)
  const at = selected ? shown.indexOf(selected) : -1

  useLayoutEffect(() => {
    if (!isPaused && shown.length > 0) handle.current?.scrollToIndex(shown.length - 1)
  }, [shown, isPaused])

  const select = (index: number) => {
    const entry = shown[Math.min(shown.length - 1, Math.max(0, index))]
    if (!entry) return
    store.write(() => {
      inspector.setPaused(true)
      inspector.select(entry)
    })
    handle.current?.scrollToIndex(shown.indexOf(entry), { align: 'nearest' })
  }
  const pauseWhenBack = (top: number) => {
    const list = handle.current
    // Growth never moves it up: only a person does.
    const isBack =
      list && top < lastTop.current && top + list.viewportSize < list.scrollSize - ROW_PX
    lastTop.current = top
    if (isBack && !inspector.isPaused) store.write(() => inspector.setPaused(true))
  }
  const move = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && selected) {
      event.stopPropagation()
      store.write(() => inspector.select(undefined))
      return
    }
    const from = at < 0 ? shown.length : at
    const targets: Record<string, number> = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + PAGE_ROWS,
      PageUp: from - PAGE_ROWS,
      Home: 0,
      End: shown.length - 1,
    }
    const to = targets[event.key]
    if (to === undefined) return
    event.preventDefault()
    select(to)
  }

  if (shown.length === 0) return <NoEvents />
  return (
    <VList
      ref={handle}
      className="events"
      role="listbox"
      aria-label="Events"
      aria-activedescendant={at >= 0 && selected ? idOf(selected) : undefined}
      tabIndex={0}
      data={shown}
      itemSize={ROW_PX}
      keepMounted={at >= 0 ? [at] : []}
      onScroll={pauseWhenBack}
      onKeyDown={move}
    >
      {(entry, index) => (
        <Row
          key={entry.number}
          entry={entry}
          isSelected={entry === selected}
          place={index + 1}
          count={shown.length}
          onSelect={() => select(index)}
        />
      )}
    </VList>
  )
}

interface RowProps {
  entry: StreamEntry
  isSelected: boolean
  place: number
  count: number
  onSelect: () => void
}

const Row = memo(
  function Row({ entry, isSelected, place, count, onSelect }: RowProps) {
    const { kind, seq, at, type, sessionID, size } = entry
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the focus and takes the keys
      // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and takes the keys
      <div
        id={idOf(entry)}
        className={kind === 'mark' ? 'event event-mark' : 'event'}
        role="option"
        aria-selected={isSelected}
        aria-posinset={place}
        aria-setsize={count}
        onClick={onSelect}
      >
        <span className="event-seq">{seq}</span>
        <span className="event-at">{formatClock(at)}</span>
        {kind === 'mark' && <Icon name="alert" />}
        <span className="event-type" title={nameInWords(type)}>
          <Named text={type} />
        </span>
        {sessionID && (
          <span className="event-session" title={nameInWords(sessionID)}>
            <Named text={sessionID.slice(-4)} />
          </span>
        )}
        {kind === 'event' && <span className="event-size">{formatSize(size)}</span>}
      </div>
    )
  },
  // The handler is new each time and does the same.
  (a, b) =>
    a.entry === b.entry &&
    a.isSelected === b.isSelected &&
    a.place === b.place &&
    a.count === b.count,
)

function NoEvents() {
  const total = useStore((store) => store.inspector.total)
  return total > 0 ? (
    <div className="panel-blank">
      <h2>No event matches</h2>
      <p>Change the search or the filters to see others.</p>
    </div>
  ) : (
    <div className="panel-blank">
      <h2>Listening</h2>
      <p>
        Each event of the engine appears here as it comes. Send a message to see a run, word by
        word.
      </p>
    </div>
  )
}
