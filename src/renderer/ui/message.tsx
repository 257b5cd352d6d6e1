import { memo } from 'react'
import type { Message } from '../../shared/engine-types'
import { describeRunError, isStopped } from '../store/run-error'
import type { Store } from '../store/store'
import { AnswerFoot } from './answer-foot'
import { CompactionMark, Summary } from './compaction'
import { useStore } from './context'
import { MessageActions } from './history/message-actions'
import { Icon } from './icons'
import { PartView } from './part'
import { Prose } from './prose'
import { useShownParts } from './transcript/shown-parts'
import { LINE_MARKS, MarksAmong } from './visible-text/marks'
import { VisibleText } from './visible-text/visible-text'

interface Props {
  sessionID: string
  messageID: string
}

/** One message. It renders again when the message changes or gets a part, not for a part's text. */
export const MessageView = memo(function MessageView({ sessionID, messageID }: Props) {
  const message = useStore((store) => store.transcripts.get(sessionID)?.message(messageID))
  const partIDs = useStore((store) => store.transcripts.get(sessionID)?.partIDs(messageID))
  const isMark = useStore((store) => isCompaction(store, sessionID, messageID))
  if (!message) return null
  if (isMark) return <CompactionMark />
  const isUser = message.role === 'user'
  return (
    <article className={isUser ? 'message said' : 'message'} aria-label={isUser ? 'You' : 'Agent'}>
      {message.role === 'assistant' && message.summary === true ? (
        <Summary message={message} partIDs={partIDs ?? []} />
      ) : (
        <Parts sessionID={sessionID} partIDs={partIDs ?? []} role={message.role} />
      )}
      <MessageError message={message} />
      <CutOff message={message} />
      <AnswerFoot sessionID={sessionID} messageID={messageID} />
      {isUser && <MessageActions sessionID={sessionID} messageID={messageID} />}
    </article>
  )
})

interface PartsProps {
  sessionID: string
  partIDs: readonly string[]
  role: Message['role']
}

/** The parts of a message: where they are many, its end; of a person's, whose words come first, its start. */
function Parts({ sessionID, partIDs, role }: PartsProps) {
  const { shown, before, after, showMore } = useShownParts(sessionID, partIDs, role)
  return (
    <MarksAmong count={shown.length}>
      <MoreParts count={before} where="before" onMore={showMore} />
      {shown.map((id) => (
        <PartView key={id} sessionID={sessionID} partID={id} role={role} />
      ))}
      <MoreParts count={after} where="after these" onMore={showMore} />
    </MarksAmong>
  )
}

function MoreParts(props: { count: number; where: string; onMore: () => void }) {
  const { count, where, onMore } = props
  if (count === 0) return null
  return (
    <p className="plain-note">
      <span>
        {count.toLocaleString('en')} parts {where} are not shown.
      </span>
      <button type="button" className="quiet-button" onClick={onMore}>
        Show more
      </button>
    </p>
  )
}

/** A message that is on its way to the engine. */
export function PendingMessage({ text }: { text: string }) {
  return (
    <article className="message said pending" aria-label="You" aria-busy="true">
      <Prose text={text} />
    </article>
  )
}

/** Whether the message only says that the engine made room here (opencode 1.18). */
function isCompaction({ transcripts }: Store, sessionID: string, messageID: string): boolean {
  const transcript = transcripts.get(sessionID)
  const [first] = transcript?.partIDs(messageID) ?? []
  return first !== undefined && transcript?.part(first)?.type === 'compaction'
}

/** Says that an answer just ends: its run went with the engine, and so may some of its text. */
function CutOff({ message }: { message: Message }) {
  const isBusy = useStore((store) => store.isBusy(message.sessionID))
  if (isBusy || message.role !== 'assistant') return null
  if (message.error || message.time.completed !== undefined) return null
  return (
    <p className="aside">The run ended before this answer was finished. Send again to go on.</p>
  )
}

function MessageError({ message }: { message: Message }) {
  if (message.role !== 'assistant' || !message.error) return null
  const text = describeRunError(message.error)
  if (isStopped(message.error)) {
    return (
      <p className="aside stopped">
        <Icon name="stop" />
        {text}
      </p>
    )
  }
  return (
    <p className="message-error" role="alert">
      <Icon name="alert" />
      <span>
        <VisibleText text={text} manner="words" most={LINE_MARKS} />
      </span>
    </p>
  )
}
