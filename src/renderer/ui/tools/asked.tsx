import { clip } from '../../store/clip'
import type { ToolPart } from '../tool-line'
import { Quoted } from '../visible-text/visible-text'
import { listIn, textIn } from './fields'
import { TextPanel } from './panel'

/** Questions and what was answered. */
export function AskedBody({ part }: { part: ToolPart }) {
  const { state } = part
  const questions = listIn(state.input, 'questions')
  const answers = listIn('metadata' in state ? state.metadata : undefined, 'answers')
  if (questions.length === 0) return null
  return (
    <>
      <dl className="asked">
        {questions.slice(0, 100).map((question, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a question may be put twice
          <div key={index}>
            <dt>
              <Quoted text={clip(textIn(question, 'question'), 5_000)} manner="words" />
            </dt>
            <dd>
              <Quoted text={clip(answerOf(answers[index]), 5_000) || 'No answer'} manner="words" />
            </dd>
          </div>
        ))}
      </dl>
      {state.status === 'completed' && answers.length === 0 && (
        <TextPanel label="Output" text={state.output} what="output" />
      )}
    </>
  )
}

const answerOf = (answer: unknown): string =>
  Array.isArray(answer) ? answer.filter((it) => typeof it === 'string').join(', ') : ''
