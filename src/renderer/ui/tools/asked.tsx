import { charsOfEach, clip } from '../../store/clip'
import type { ToolPart } from '../tool-line'
import { MarksOf } from '../visible-text/marks'
import { Quoted } from '../visible-text/visible-text'
import { listIn, textIn } from './fields'
import { TextPanel } from './panel'

const SHOWN = 100
const MOST_CHARS = 5_000

/** Questions and what was answered. */
export function AskedBody({ part }: { part: ToolPart }) {
  const { state } = part
  const questions = listIn(state.input, 'questions')
  const answers = listIn('metadata' in state ? state.metadata : undefined, 'answers')
  if (questions.length === 0) return null
  const chars = charsOfEach(2 * Math.min(SHOWN, questions.length), MOST_CHARS)
  const shown = questions.slice(0, SHOWN).map((question, index) => ({
    question: clip(textIn(question, 'question'), chars),
    answer: clip(answerOf(answers[index]), chars) || 'No answer',
  }))
  const rest = questions.length - shown.length
  return (
    <MarksOf texts={shown.flatMap(({ question, answer }) => [question, answer])} manner="words">
      <dl className="asked">
        {shown.map(({ question, answer }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a question may be put twice
          <div key={index}>
            <dt>
              <Quoted text={question} manner="words" />
            </dt>
            <dd>
              <Quoted text={answer} manner="words" />
            </dd>
          </div>
        ))}
      </dl>
      {rest > 0 && <p className="tool-panel-note">And {rest.toLocaleString('en')} more.</p>}
      {state.status === 'completed' && answers.length === 0 && (
        <TextPanel label="Output" text={state.output} what="output" />
      )}
    </MarksOf>
  )
}

const answerOf = (answer: unknown): string =>
  Array.isArray(answer) ? answer.filter((it) => typeof it === 'string').join(', ') : ''
