import { type KeyboardEvent, memo, useEffect } from 'react'
import { clip, withoutDots } from '../store/clip'
import { isPendingShown } from '../store/outbox'
import { shownMessages } from '../store/revert'
import type { Store } from '../store/store'
import { useHelm, useStore } from './context'
import { formatSeconds } from './format'
import { Icon } from './icons'
import { JumpToLatest } from './jump-to-latest'
import { PendingMessage } from './message'
import { NoMessages } from './no-messages'
import { StickContext } from './stick-context'
import { FindBar } from './transcript/find-bar'
import { Messages } from './transcript/messages'
import { useHighlights } from './transcript/use-highlights'
import { useNow } from './use-now'
import { useStickToEnd } from './use-stick-to-end'
import { LINE_MARKS } from './visible-text/marks'
import { VisibleText } from './visible-text/visible-text'

/** The messages of a session, following the end while the person is there. */
export function Transcript({ sessionID }: { sessionID: string }) {
  const { store, actions } = useHelm()
  const order = useStore((store) => shownMessages(store, sessionID))
  const pending = useStore((store) => shownPending(store, sessionID))
  const isWorking = useStore((store) => store.isBusy(sessionID) && !store.isWaiting(sessionID))
  const isFinding = useStore((store) => store.find.sessionID === sessionID)
  const isBehind = useStore((store) => isAllGone(store, sessionID))
  const isEmpty = order.length === 0 && pending === undefined
  const [stick, isAway] = useStickToEnd(pending, store.transcripts.place(sessionID) === undefined)
  useHighlights(stick)

  useEffect(() => {
    if (isBehind) void actions.loadMessages(sessionID)
  }, [isBehind, sessionID, actions])

  const goToEnds = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.altKey || event.shiftKey) return
    if (event.key === 'Home') void actions.goToStart()
    else if (event.key === 'End') actions.goToEnd()
    else return
    event.preventDefault()
  }
  return (
    <div className="transcript-pane">
      {isFinding && <FindBar sessionID={sessionID} />}
      <div
        ref={stick.area}
        className="transcript"
        role="log"
        aria-label="Transcript"
        // A screen reader waits for the end, or for an ask, rather than reading every token.
        aria-busy={isWorking}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
        tabIndex={0}
        onKeyDown={goToEnds}
      >
        <div className={isEmpty ? 'transcript-empty' : 'column'}>
          {isEmpty && <NoMessages sessionID={sessionID} />}
          <StickContext value={stick}>
            <Messages sessionID={sessionID} order={order} stick={stick}>
              {pending !== undefined && <PendingMessage text={pending} />}
              {!isEmpty && <RunLine sessionID={sessionID} />}
            </Messages>
          </StickContext>
        </div>
        {isAway && <JumpToLatest onJump={stick.jump} />}
      </div>
    </div>
  )
}

export function shownPending(store: Store, sessionID: string): string | undefined {
  const pending = store.outbox.pending(sessionID)
  if (!pending || !isPendingShown(pending, store.transcripts.get(sessionID))) return undefined
  return pending.text
}

/** Whether all that was here was removed, and there is more before it. */
function isAllGone(store: Store, sessionID: string): boolean {
  const transcript = store.transcripts.get(sessionID)
  return (
    transcript?.phase === 'ready' && transcript.order.length === 0 && transcript.earlier !== 'none'
  )
}

/** What the agent is doing, after the last message. It keeps its place when there is nothing. */
export const RunLine = memo(function RunLine({ sessionID }: { sessionID: string }) {
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
    const said = withoutDots(clip(status.message, 2_000))
    const wait = Math.max(0, status.next - now)
    return (
      <p className="run-line run-waiting">
        <Icon name="clock" />
        <span>
          The request failed: <VisibleText text={said} manner="words" most={LINE_MARKS} />.{' '}
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
