import { useEffect, useState } from 'react'
import type { Leftover } from '../../shared/process-operations'
import { clip } from '../store/clip'
import { useActions, useStore } from './context'
import { Icon } from './icons'
import { VisibleText } from './visible-text/visible-text'

/** How often is asked while something is left or may become so, in ms. */
const LOOK_MS = 5_000
/** When is looked once more after a run has ended, in ms. */
const SOON_MS = 1_500
/** How many are named. */
const NAMED = 3

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
      <p className="notice-body">
        Still running from this session: <Commands left={left} />
      </p>
      <button type="button" className="button" aria-disabled={isEnding} onClick={end}>
        {isEnding ? 'Ending…' : 'End'}
      </button>
    </section>
  )
}

function Commands({ left }: { left: readonly Leftover[] }) {
  const more = left.length - NAMED
  return (
    <>
      {left.slice(0, NAMED).map(({ pid, command }, index) => (
        <span key={pid}>
          {index > 0 && ', '}
          <code>
            <VisibleText text={clip(command, 80)} manner="name" />
          </code>
        </span>
      ))}
      {more > 0 && ` and ${more} more`}
    </>
  )
}
