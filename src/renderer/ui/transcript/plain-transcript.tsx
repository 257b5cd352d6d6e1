import { memo, useRef, useState } from 'react'
import { shownMessages } from '../../store/revert'
import type { Transcript } from '../../store/transcript'
import { Boundary } from '../boundary'
import { useActions, useStore } from '../context'
import { JumpToLatest } from '../jump-to-latest'
import { NoMessages } from '../no-messages'
import { RunLine, shownPending } from '../transcript'
import { useStickToEnd } from '../use-stick-to-end'
import { spellOut } from '../visible-text/spell-out'
import { type PlainStart, plainStart } from './plain-end'
import { bounded, plainPart } from './plain-part'

/**
 * The end of a session as plain text, for one that is too much for the page to draw: what it shows
 * is bounded, and none of the views that parse, colour or measure has a part in it.
 */
export function PlainTranscript({ sessionID }: { sessionID: string }) {
  const order = useStore((store) => shownMessages(store, sessionID))
  const pending = useStore((store) => shownPending(store, sessionID))
  const hasEarlier = useStore((store) => store.transcripts.get(sessionID)?.earlier !== 'none')
  const actions = useActions()
  const [stick, isAway] = useStickToEnd(pending, true)
  const [times, setTimes] = useState(1)
  const start = usePlainStart(sessionID, order, times)
  const shown = start === undefined ? order : order.slice(order.indexOf(start.messageID))
  const isEmpty = shown.length === 0 && pending === undefined
  const isCut = hasEarlier || start !== undefined
  return (
    <div className="transcript-pane">
      <div
        ref={stick.area}
        className="transcript"
        role="log"
        aria-label="Transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too
        tabIndex={0}
      >
        <div ref={stick.tail} className={isEmpty ? 'transcript-empty' : 'column'}>
          <div className="notice plain-head">
            <p className="notice-body">
              This session is shown as plain text{isCut && ', and only its end'}. The whole of it is
              in its export.
            </p>
            <button
              type="button"
              className="button"
              onClick={() => void actions.exportSession(sessionID, 'file')}
            >
              Export as Markdown
            </button>
            <button
              type="button"
              className="button"
              onClick={() => actions.showPlain(sessionID, false)}
            >
              Show as usual
            </button>
          </div>
          {isEmpty && <NoMessages sessionID={sessionID} />}
          {start !== undefined && (
            <button
              type="button"
              className="button plain-earlier"
              onClick={() => setTimes(times + 1)}
            >
              Show earlier
            </button>
          )}
          {shown.map((id) => (
            <PlainMessage
              key={id}
              sessionID={sessionID}
              messageID={id}
              from={id === start?.messageID ? start.partID : undefined}
            />
          ))}
          {pending !== undefined && (
            <article className="plain-message" aria-label="You" aria-busy="true">
              <h2>You</h2>
              <pre>{spellOut(bounded(pending).text, 'words')}</pre>
            </article>
          )}
          {!isEmpty && <RunLine sessionID={sessionID} />}
        </div>
        {isAway && <JumpToLatest onJump={stick.jump} />}
      </div>
    </div>
  )
}

/** Gives the beginning of what is shown; the identical object while that is the same place. */
function usePlainStart(sessionID: string, order: readonly string[], times: number) {
  const last = useRef<PlainStart>(undefined)
  return useStore((store) => {
    const now = plainStart(newestFirst(store.transcripts.get(sessionID), order), times)
    const isSame =
      now?.messageID === last.current?.messageID && now?.partID === last.current?.partID
    if (!isSame) last.current = now
    return last.current
  })
}

function* newestFirst(transcript: Transcript | undefined, order: readonly string[]) {
  for (const id of order.toReversed()) {
    const parts = transcript?.partIDs(id).map((part) => transcript.part(part)) ?? []
    yield { id, parts: parts.filter((part) => part !== undefined) }
  }
}

interface MessageProps {
  sessionID: string
  messageID: string
  /** The first part that is shown; all are when absent. */
  from: string | undefined
}

const PlainMessage = memo(function PlainMessage({ sessionID, messageID, from }: MessageProps) {
  const role = useStore((store) => store.transcripts.get(sessionID)?.message(messageID)?.role)
  const partIDs = useStore((store) => store.transcripts.get(sessionID)?.partIDs(messageID))
  const first = from === undefined ? 0 : Math.max(0, partIDs?.indexOf(from) ?? 0)
  const name = role === 'user' ? 'You' : 'Agent'
  return (
    <article className="plain-message" aria-label={name}>
      <h2>{name}</h2>
      {partIDs?.slice(first).map((id) => (
        <Boundary key={id} fallback={<p className="plain-left">This part cannot be shown.</p>}>
          <PlainPart sessionID={sessionID} partID={id} />
        </Boundary>
      ))}
    </article>
  )
})

const PlainPart = memo(function PlainPart(props: { sessionID: string; partID: string }) {
  const part = useStore((store) => store.transcripts.get(props.sessionID)?.part(props.partID))
  const { text, left } = bounded(part ? plainPart(part) : '')
  if (text === '') return null
  return (
    <>
      <pre>{spellOut(text, 'words')}</pre>
      {left > 0 && (
        <p className="plain-left">{left.toLocaleString('en')} more characters are in the export.</p>
      )}
    </>
  )
})
