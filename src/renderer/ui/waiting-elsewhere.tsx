import type { MouseEvent } from 'react'
import { useActions, useStore } from './context'
import { sessionTitle } from './format'
import { Icon } from './icons'
import { wantsOf } from './permission-line'
import { Quoted } from './visible-text/visible-text'

/** What waits in a session that is not looked at: one line, the oldest first, that opens it. */
export function WaitingElsewhere({ sessionID }: { sessionID: string | undefined }) {
  const ask = useStore((store) => store.asks.elsewhere(sessionID))
  const count = useStore((store) => store.asks.countElsewhere(sessionID))
  const rootID = useStore(({ asks }) => ask && asks.rootOf(ask.request.sessionID))
  const session = useStore((store) => (rootID === undefined ? undefined : store.list.get(rootID)))
  const actions = useActions()
  if (!ask || rootID === undefined) return null
  const more = count - 1
  const open = (event: MouseEvent<HTMLButtonElement>) => {
    // The focus goes on to what is asked there.
    event.currentTarget.blur()
    actions.open(rootID)
  }
  return (
    <button type="button" className="elsewhere" onClick={open}>
      <Icon name="ask" />
      <span className="elsewhere-title">
        {session ? (
          <>
            “<Quoted text={sessionTitle(session.title)} manner="words" />”
          </>
        ) : (
          'Another session'
        )}
      </span>
      <span className="elsewhere-wants">
        {ask.kind === 'permission' ? (
          <>
            wants to <Quoted text={wantsOf(ask.request)} manner="name" />
          </>
        ) : (
          'has a question'
        )}
      </span>
      {more > 0 && <span className="elsewhere-more">and {more} more</span>}
      <span className="elsewhere-go">Open</span>
    </button>
  )
}
