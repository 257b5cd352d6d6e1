import type { Message } from '../../shared/engine-types'
import type { Store } from '../store/store'
import { useStore } from './context'
import { Fold } from './fold'
import { formatDuration } from './format'
import { Icon } from './icons'
import { Markdown } from './markdown/markdown'

/** Where the engine put a summary in the place of all that was said before. */
export function CompactionMark() {
  return (
    <article className="message" aria-label="Summary">
      <p className="compaction">
        <span>Summarised to make room</span>
      </p>
    </article>
  )
}

interface SummaryProps {
  message: Extract<Message, { role: 'assistant' }>
  partIDs: readonly string[]
}

/** The summary that the model goes on from, folded. */
export function Summary({ message, partIDs }: SummaryProps) {
  const { id, sessionID, time } = message
  const isBusy = useStore((store) => store.isBusy(sessionID))
  const text = useStore((store) => textOf(store, sessionID, partIDs))
  const isGrowing = isBusy && time.completed === undefined
  if (!isGrowing && text === '') return null
  return (
    <Fold
      id={id}
      className="call"
      summary={
        <span className="call-line">
          <Icon name="list" />
          <span className="call-verb">{isGrowing ? 'Summarising' : 'Summary'}</span>
          <span className="call-target">What the model remembers of the messages above</span>
          <span className="call-state">
            {isGrowing && <span className="dot breathing" />}
            {time.completed !== undefined && formatDuration(time.completed - time.created)}
          </span>
        </span>
      }
      body={() => (
        <div className="call-body thoughts">
          <Markdown text={text} isGrowing={isGrowing} />
        </div>
      )}
    />
  )
}

function textOf({ transcripts }: Store, sessionID: string, partIDs: readonly string[]): string {
  return partIDs
    .map((id) => transcripts.get(sessionID)?.part(id))
    .map((part) => (part?.type === 'text' ? part.text : ''))
    .filter(Boolean)
    .join('\n\n')
}
