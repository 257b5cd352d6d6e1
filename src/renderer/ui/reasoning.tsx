import type { Part } from '../../shared/engine-types'
import { useStore } from './context'
import { Fold } from './fold'
import { formatDuration } from './format'
import { Icon } from './icons'
import { Prose } from './prose'

type ReasoningPart = Extract<Part, { type: 'reasoning' }>

/** What the model thought before it spoke, folded. */
export function Reasoning({ part, sessionID }: { part: ReasoningPart; sessionID: string }) {
  const isThinking = useStore((store) => store.isBusy(sessionID)) && part.time.end === undefined
  // Some providers keep the thoughts to themselves: there is nothing to open.
  if (!isThinking && part.text.trim() === '') return null
  const { start, end } = part.time
  return (
    <Fold
      className="call"
      summary={
        <span className="call-line">
          <Icon name="thought" />
          <span className="call-verb">{isThinking ? 'Thinking' : 'Thought'}</span>
          <span className="call-target" />
          <span className="call-state">
            {isThinking && <span className="dot breathing" />}
            {end !== undefined && formatDuration(end - start)}
          </span>
        </span>
      }
      body={() => (
        <div className="call-body thoughts">
          <Prose text={part.text} />
        </div>
      )}
    />
  )
}
