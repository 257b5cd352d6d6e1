import { type FormEvent, useMemo, useRef, useState } from 'react'
import type { Ask } from '../store/asks'
import { answersOf, firstUnanswered, NO_ANSWER } from '../store/replies'
import { isMeant } from './ask-focus'
import { AskTitle } from './ask-title'
import { useActions, useHelm, useStore } from './context'
import { Sending } from './permission-answers'
import { QuestionField } from './question-field'
import { useAnswers } from './use-answers'
import { DeceptionWarning } from './visible-text/deception-note'
import { MarksAmong } from './visible-text/marks'
import { describeDeceptions } from './visible-text/spell-out'

// A browser takes long to lay hundreds of questions out, or thousands of choices.
const QUESTIONS_AT_ONCE = 20
const CHOICES_AT_ONCE = 100
const LEAST_CHOICES = 9

const choicesAtOnce = (questions: number) =>
  Math.max(LEAST_CHOICES, Math.floor((2 * CHOICES_AT_ONCE) / Math.max(2, questions)))

interface Props {
  ask: Extract<Ask, { kind: 'question' }>
  isOfSubAgent: boolean
  /** A note on what else waits; empty when nothing does. */
  note: string
}

/** What the agent wants to know, and the form to answer it. */
export function Question({ ask, isOfSubAgent, note }: Props) {
  const { id, questions } = ask.request
  const { store } = useHelm()
  const actions = useActions()
  const { answers: drafts, isSending } = useStore((store) => store.replies.get(id))
  const fields = useRef<HTMLDivElement>(null)
  const answers = answersOf(questions, drafts)
  const missing = firstUnanswered(answers)
  const count = questions.length
  const { isDeaf, hears } = useAnswers()
  const isOff = isSending || isDeaf
  const warning = useMemo(() => describeDeceptions(textsOf(questions)), [questions])
  const [limit, setLimit] = useState(QUESTIONS_AT_ONCE)
  const shown = questions.slice(0, limit)
  const rest = count - shown.length

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!hears()) return
    if (missing < 0) void actions.answer(ask)
    else if (missing >= limit) setLimit(limit + QUESTIONS_AT_ONCE)
    else {
      fields.current?.children[missing]
        ?.querySelector<HTMLElement>('input:checked, input, textarea')
        ?.focus()
    }
  }

  return (
    <form className="ask-form" onSubmit={submit}>
      <AskTitle icon="ask" isOfSubAgent={isOfSubAgent}>
        {count === 1 ? 'The agent asks' : `The agent asks ${count} questions`}
      </AskTitle>
      {warning !== '' && <DeceptionWarning said={warning} isUrgent />}
      <div ref={fields} className="ask-questions">
        <MarksAmong count={shown.length}>
          {shown.map((question, index) => (
            <QuestionField
              // biome-ignore lint/suspicious/noArrayIndexKey: the questions of one ask never change
              key={index}
              question={question}
              draft={drafts[index] ?? NO_ANSWER}
              isSafe={index === 0}
              isSending={isSending}
              atOnce={choicesAtOnce(count)}
              onChange={(draft) => store.write(() => store.replies.setAnswer(id, index, draft))}
            />
          ))}
        </MarksAmong>
      </div>
      {rest > 0 && (
        <button
          type="button"
          className="quiet-button choice-rest"
          onClick={() => setLimit(limit + QUESTIONS_AT_ONCE)}
        >
          Show {Math.min(rest, QUESTIONS_AT_ONCE).toLocaleString('en')} of{' '}
          {rest.toLocaleString('en')} more questions
        </button>
      )}
      <div className="ask-foot">
        <button
          type="submit"
          className="button primary"
          data-unread={missing >= 0 || undefined}
          aria-disabled={isOff || missing >= 0}
          onClick={(event) => {
            if (!isMeant(event)) event.preventDefault()
          }}
        >
          Answer
        </button>
        <button
          type="button"
          className="button"
          aria-disabled={isOff}
          title="The run stops"
          onClick={(event) => isMeant(event) && hears() && void actions.decline(id)}
        >
          Decline
        </button>
        <p className="ask-note ask-after">
          {isSending ? <Sending /> : [progress(answers), note].filter(Boolean).join(' ')}
        </p>
      </div>
    </form>
  )
}

/** All that a question says. */
const textsOf = (questions: Props['ask']['request']['questions']) =>
  questions.flatMap(({ question, options = [] }) =>
    [question, ...options.flatMap(({ label, description }) => [label, description])].flatMap(
      (text) => (typeof text === 'string' ? [{ text, manner: 'words' as const }] : []),
    ),
  )

/** How far a form of several questions has come. */
function progress(answers: readonly (readonly string[])[]): string {
  const done = answers.filter((answer) => answer.length > 0).length
  return answers.length > 1 ? `${done} of ${answers.length} answered.` : ''
}
