import type { Part } from '../../shared/engine-types'
import { useStore } from './context'
import { Fold } from './fold'
import { formatDuration } from './format'
import { Icon } from './icons'
import { Markdown } from './markdown/markdown'
import { LINE_MARKS } from './visible-text/marks'
import { Quoted } from './visible-text/visible-text'

type ReasoningPart = Extract<Part, { type: 'reasoning' }>

/** What the model thought before it spoke, folded. */
export function Reasoning({ part, sessionID }: { part: ReasoningPart; sessionID: string }) {
  const isThinking = useStore((store) => store.isBusy(sessionID)) && part.time.end === undefined
  // Some providers keep the thoughts to themselves: there is nothing to open.
  if (!isThinking && part.text.trim() === '') return null
  const { start, end } = part.time
  const { title, body } = readThoughts(part.text)
  return (
    <Fold
      id={part.id}
      className="call"
      summary={
        <span className="call-line">
          <Icon name="thought" />
          <span className="call-verb">{isThinking ? 'Thinking' : 'Thought'}</span>
          <span className="call-target">
            <Quoted text={title} manner="words" most={LINE_MARKS} />
          </span>
          <span className="call-state">
            {isThinking && <span className="dot breathing" />}
            {end !== undefined && formatDuration(end - start)}
          </span>
        </span>
      }
      body={() => (
        <div className="call-body thoughts">
          <Markdown text={body} isGrowing={isThinking} />
        </div>
      )}
    />
  )
}

// A first line of more is no title.
const TITLE_CHARS = 500

/** Thoughts, and the title that some models begin them with: a first line that is bold. */
export function readThoughts(text: string): { title: string; body: string } {
  const head = text.slice(0, TITLE_CHARS)
  const [whole, title] = /^\s*\*\*([^*\n]+)\*\*[ \t]*(?:\n|$)/.exec(head) ?? []
  const isCut = whole === head && head.length < text.length
  if (whole === undefined || title === undefined || isCut) return { title: '', body: text }
  return { title: title.trim(), body: text.slice(whole.length).trim() || text }
}
