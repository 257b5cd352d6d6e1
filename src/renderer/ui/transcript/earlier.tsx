import { useEffect, useRef, useState } from 'react'
import { useActions, useStore } from '../context'
import { Said } from '../named'
import { useLasting } from '../use-lasting'

/** Its height, in px: it is the same in all states, so that nothing moves. */
export const EARLIER_PX = 44

// Loaded before it is seen, when the person scrolls as people do.
const AHEAD = '1200px 0px 0px 0px'
const SAID_AFTER_MS = 300

/** What stands above the first message that is here: it loads those before when it comes near. */
export function Earlier({ sessionID }: { sessionID: string }) {
  const state = useStore((store) => store.transcripts.get(sessionID)?.earlier ?? 'none')
  const failure = useStore((store) => store.transcripts.get(sessionID)?.earlierFailure ?? '')
  const actions = useActions()
  const row = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(false)
  const isSlow = useLasting(state === 'loading', SAID_AFTER_MS)

  useEffect(() => {
    const element = row.current
    if (!element) return
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.at(-1)?.isIntersecting ?? false),
      { root: element.closest('.transcript'), rootMargin: AHEAD },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    if (isNear && state === 'some') void actions.loadEarlier(sessionID)
  }, [isNear, state, sessionID, actions])

  if (state === 'failed') {
    return (
      <div ref={row} className="earlier" role="alert">
        <span className="earlier-text">
          Earlier messages could not be loaded. <Said text={failure} />
        </span>
        <button
          type="button"
          className="button"
          onClick={() => void actions.loadEarlier(sessionID)}
        >
          Try again
        </button>
      </div>
    )
  }
  return (
    <div ref={row} className="earlier">
      {state === 'none' && 'The session begins here'}
      {isSlow && (
        <>
          <span className="dot breathing" />
          Loading earlier messages
        </>
      )}
    </div>
  )
}
