import { memo } from 'react'
import { isPendingShown } from '../store/outbox'
import { shownMessages } from '../store/revert'
import type { Store } from '../store/store'
import { Boundary } from './boundary'
import { useStore } from './context'
import { formatSeconds } from './format'
import { Icon } from './icons'
import { MessageView, PendingMessage } from './message'
import { NoMessages } from './no-messages'
import { ReleaseContext } from './release'
import { useNow } from './use-now'
import { useStickToEnd } from './use-stick-to-end'

/** The messages of a session, following the end while the person is there. */
export function Transcript({ sessionID }: { sessionID: string }) {
  const order = useStore((store) => shownMessages(store, sessionID))
  const pending = useStore((store) => shownPending(store, sessionID))
  const isWorking = useStore((store) => store.isBusy(sessionID) && !store.isWaiting(sessionID))
  const isEmpty = order.length === 0 && pending === undefined
  const stick = useStickToEnd(pending)
  return (
    <div className="transcript-pane">
      <div
        ref={stick.area}
        className="transcript"
        role="log"
        aria-label="Transcript"
        // A screen reader waits for the end, or for an ask, rather than reading every token.
        aria-busy={isWorking}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
        tabIndex={0}
      >
        <div ref={stick.content} className={isEmpty ? 'transcript-empty' : 'column'}>
          {isEmpty && <NoMessages sessionID={sessionID} />}
          <ReleaseContext value={stick.release}>
            {order.map((id) => (
              <Boundary key={id} fallback={<p className="aside">This message cannot be shown.</p>}>
                <MessageView sessionID={sessionID} messageID={id} />
              </Boundary>
            ))}
            {pending !== undefined && <PendingMessage text={pending} />}
          </ReleaseContext>
          {!isEmpty && <RunLine sessionID={sessionID} />}
        </div>
        {/* Within the scroll area: a wheel turned over the button scrolls on. */}
        {stick.isAway && (
          <div className="jump">
            <button type="button" className="button" onClick={stick.jump}>
              <Icon name="down" />
              Jump to latest
            </button>
          </div>
        )}
      </div>
    </div>
  )
}

function shownPending(store: Store, sessionID: string): string | undefined {
  const pending = store.outbox.pending(sessionID)
  if (!pending || !isPendingShown(pending, store.transcripts.get(sessionID))) return undefined
  return pending.text
}

/** What the agent is doing, after the last message. It keeps its place when there is nothing. */
const RunLine = memo(function RunLine({ sessionID }: { sessionID: string }) {
  const status = useStore((store) => store.list.status(sessionID))
  const isWaiting = useStore((store) => store.isWaiting(sessionID))
  const now = useNow(1_000, status.type === 'retry' && !isWaiting)
  if (isWaiting) {
    return (
      <p className="run-line run-waiting">
        <Icon name="ask" />
        Waiting for you
      </p>
    )
  }
  if (status.type === 'retry') {
    const wait = Math.max(0, status.next - now)
    return (
      <p className="run-line run-waiting">
        <Icon name="clock" />
        <span>
          The request failed: {status.message.replace(/[.\s]+$/, '')}.{' '}
          {wait > 0 ? `Trying again in ${formatSeconds(wait + 999)}` : 'Trying again'} (attempt{' '}
          {status.attempt}).
        </span>
      </p>
    )
  }
  return (
    <p className="run-line">
      {status.type === 'busy' && (
        <>
          <span className="dot breathing" />
          Working
        </>
      )}
    </p>
  )
})
