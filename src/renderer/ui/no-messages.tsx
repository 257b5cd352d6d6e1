import { useActions, useStore } from './context'
import { Icon, Wheel } from './icons'
import { Said } from './named'

/** What stands in a transcript without messages: why there are none, and what to do. */
export function NoMessages({ sessionID }: { sessionID: string }) {
  const phase = useStore((store) => store.transcripts.get(sessionID)?.phase ?? 'loading')
  const failure = useStore((store) => store.transcripts.get(sessionID)?.failure ?? '')
  const engine = useStore((store) => store.engine?.state)
  const actions = useActions()

  if (phase === 'ready') {
    return (
      <div className="blank">
        <Wheel size={48} />
        <h2>Nothing said yet</h2>
        <p>Ask for a change, a fix or an explanation. The agent answers here.</p>
      </div>
    )
  }
  if (phase === 'failed') {
    return (
      <div className="blank" role="alert">
        <span className="state-failed">
          <Icon name="alert" />
        </span>
        <p>
          The messages could not be loaded. <Said text={failure} />
        </p>
        <button
          type="button"
          className="button"
          onClick={() => void actions.loadMessages(sessionID)}
        >
          Try again
        </button>
      </div>
    )
  }
  if (engine === 'stopped' || engine === 'failed') {
    return (
      <div className="blank">
        <p>The messages appear here once the engine runs.</p>
      </div>
    )
  }
  return (
    <div className="column skeleton" aria-hidden="true">
      <div className="bone bone-card" />
      <span className="bone w-90" />
      <span className="bone w-80" />
      <span className="bone w-60" />
    </div>
  )
}
