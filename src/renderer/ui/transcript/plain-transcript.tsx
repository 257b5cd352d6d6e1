import { memo } from 'react'
import { shownMessages } from '../../store/revert'
import { Boundary } from '../boundary'
import { useActions, useStore } from '../context'
import { JumpToLatest } from '../jump-to-latest'
import { NoMessages } from '../no-messages'
import { RunLine, shownPending } from '../transcript'
import { useStickToEnd } from '../use-stick-to-end'
import { spellOut } from '../visible-text/spell-out'
import { bounded, plainPart } from './plain-part'

/** How many messages are shown; what is before them is in the export. */
const MOST = 50

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
  const shown = order.slice(-MOST)
  const isEmpty = shown.length === 0 && pending === undefined
  const isCut = hasEarlier || shown.length < order.length
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
          {shown.map((id) => (
            <PlainMessage key={id} sessionID={sessionID} messageID={id} />
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

/** How many parts of a message, from its end. */
const MOST_PARTS = 20

interface MessageProps {
  sessionID: string
  messageID: string
}

const PlainMessage = memo(function PlainMessage({ sessionID, messageID }: MessageProps) {
  const role = useStore((store) => store.transcripts.get(sessionID)?.message(messageID)?.role)
  const partIDs = useStore((store) => store.transcripts.get(sessionID)?.partIDs(messageID)) ?? []
  const hidden = Math.max(0, partIDs.length - MOST_PARTS)
  const name = role === 'user' ? 'You' : 'Agent'
  return (
    <article className="plain-message" aria-label={name}>
      <h2>{name}</h2>
      {hidden > 0 && (
        <p className="plain-left">{hidden.toLocaleString('en')} parts before are in the export.</p>
      )}
      {partIDs.slice(hidden).map((id) => (
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
