import { useStore } from '../context'
import { Icon } from '../icons'

/** What a session is doing, at a glance: whatever wants a person first. */
export function RowState({ sessionID, age }: { sessionID: string; age: string }) {
  const status = useStore((store) => store.list.status(sessionID).type)
  const hasFailed = useStore((store) => store.notices.hasRun(sessionID))
  const asks = useStore((store) => store.asks.asksFor(sessionID).length)
  const isUnread = useStore((store) => store.list.unread.has(sessionID))
  if (asks > 0) return <Waiting count={asks} />
  if (status === 'busy') return <Working />
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
  if (isUnread) {
    return (
      <span className="state-unread">
        <Icon name="check" />
        <span className="hidden-text">Done, not looked at yet. </span>
        {age}
      </span>
    )
  }
  return age
}

/** How much waits for a person. */
export function Waiting({ count }: { count: number }) {
  return (
    <span className="state-waiting">
      <span className="dot waiting" />
      {count} waiting<span className="hidden-text"> for you</span>
    </span>
  )
}

/** Something is under way. */
export function Working() {
  return (
    <>
      <span className="dot breathing" />
      <span className="hidden-text">Working</span>
    </>
  )
}
