import { useEffect, useState } from 'react'
import type { Leftover } from '../../shared/process-operations'
import { useActions, useStore } from './context'
import { Icon } from './icons'
import { MarksOf } from './visible-text/marks'
import { VisibleText } from './visible-text/visible-text'

/** How often is asked while something is left or may become so, in ms. */
const LOOK_MS = 5_000
/** When is looked once more after a run has ended, in ms. */
const SOON_MS = 1_500
/** So many have rows at first, and more with each press: a runaway command may leave thousands. */
const ROWS = 100

/** Says what the session's shell calls left running, and ends it. */
export function LeftoversNote({ sessionID }: { sessionID: string }) {
  const left = useStore((store) => store.leftovers.of(sessionID))
  const isBusy = useStore((store) => store.isBusy(sessionID))
  const isReady = useStore((store) => store.isReady)
  const [isEnding, setEnding] = useState(false)
  const actions = useActions()
  const isWatched = isReady && (isBusy || left.length > 0)

  useEffect(() => {
    if (!isReady) return undefined
    const look = () => void actions.lookForLeftovers(sessionID)
    // Also when a run has just ended: that is when something may be left. What is being stopped may
    // take a moment more than its run.
    look()
    const once = setTimeout(look, SOON_MS)
    const timer = setInterval(() => {
      if (isWatched && document.visibilityState === 'visible') look()
    }, LOOK_MS)
    return () => {
      clearTimeout(once)
      clearInterval(timer)
    }
  }, [actions, sessionID, isReady, isWatched])

  if (left.length === 0) return null
  const end = () => {
    if (isEnding) return
    setEnding(true)
    void actions.endLeftovers(sessionID).finally(() => setEnding(false))
  }
  return (
    <section className="notice" aria-label="Still running">
      <span className="notice-sign">
        <Icon name="terminal" />
      </span>
      <div className="notice-body">
        Still running from this session: {counted(left.length)}
        <Commands left={left} />
      </div>
      <button type="button" className="button" aria-disabled={isEnding} onClick={end}>
        {isEnding
          ? 'Ending…'
          : left.length > 1
            ? `End all ${left.length.toLocaleString('en')}`
            : 'End'}
      </button>
    </section>
  )
}

/** All of them, each to its end: the button ends all. */
function Commands({ left }: { left: readonly Leftover[] }) {
  const [rows, setRows] = useState(ROWS)
  const shown = left.slice(0, rows)
  const more = left.length - rows
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
      <ul className="leftovers" aria-label="What is still running" tabIndex={0}>
        <MarksOf texts={shown.map(({ command }) => command)} manner="name">
          {shown.map(({ pid, command }) => (
            <li key={pid}>
              <code>
                <VisibleText text={command} manner="name" />
              </code>
            </li>
          ))}
        </MarksOf>
      </ul>
      {more > 0 && (
        <button type="button" className="button" onClick={() => setRows(rows + ROWS)}>
          Show {Math.min(more, ROWS)} more of {more.toLocaleString('en')}
        </button>
      )}
    </>
  )
}

const counted = (count: number) =>
  `${count.toLocaleString('en')} ${count === 1 ? 'process' : 'processes'}`
