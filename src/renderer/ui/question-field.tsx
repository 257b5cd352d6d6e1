import { type KeyboardEvent, useId, useRef, useState } from 'react'
import type { QuestionRequest } from '../../shared/engine-types'
import { charsOfEach } from '../store/clip'
import { type AnswerDraft, choose, chooseOwn, writeOwn } from '../store/replies'
import { Choice, Key } from './choice'
import { Prose } from './prose'
import { MarksOf } from './visible-text/marks'

// Of one label, or description.
const MOST_CHARS = 2_000

interface Props {
  question: QuestionRequest['questions'][number]
  draft: AnswerDraft
  /** Tells whether the focus goes here when the ask comes up. */
  isSafe: boolean
  isSending: boolean
  /** The most choices that are shown at once: a browser takes long to lay thousands of them out. */
  atOnce: number
  onChange: (draft: AnswerDraft) => void
}

/** One question with its choices, and room for an answer of one's own. */
export function QuestionField({ question, draft, isSafe, isSending, atOnce, onChange }: Props) {
  const { options = [], multiple: isMultiple = false, custom: takesOwn = true } = question
  const id = useId()
  const own = useRef<HTMLInputElement>(null)
  const type = isMultiple ? 'checkbox' : 'radio'
  const hasChoices = options.length > 0
  const [limit, setLimit] = useState(atOnce)
  const shown = options.slice(0, limit)
  const chars = charsOfEach(2 * shown.length, MOST_CHARS)
  const hidden = Math.max(0, options.length - limit)
  const set = (next: AnswerDraft) => {
    if (!isSending) onChange(next)
  }
  const setOwn = (isOwn: boolean) => {
    set(chooseOwn(draft, isOwn, isMultiple))
    if (isOwn) own.current?.focus()
  }
  const chooseByNumber = (event: KeyboardEvent<HTMLFieldSetElement>) => {
    const isModified = event.ctrlKey || event.metaKey || event.altKey
    if (!/^[1-9]$/.test(event.key) || isModified || event.target === own.current) return
    event.preventDefault()
    const inputs = event.currentTarget.querySelectorAll<HTMLInputElement>(`input[type="${type}"]`)
    const input = inputs[Number(event.key) - 1]
    input?.focus()
    input?.click()
  }

  // The text of one's own, where nothing is offered to choose from, is the answer.
  const canWrite = takesOwn || !hasChoices
  return (
    // Not named by a legend: that holds no paragraphs, and a question may.
    <fieldset
      className="question"
      role={isMultiple || !hasChoices ? 'group' : 'radiogroup'}
      aria-labelledby={`${id}-text`}
      onKeyDown={chooseByNumber}
    >
      <div id={`${id}-text`}>
        <Prose text={question.question} />
      </div>
      {isMultiple && hasChoices && <p className="ask-note">Choose any number.</p>}
      <MarksOf
        texts={shown.flatMap(({ label, description }) => [label, description])}
        manner="words"
      >
        {shown.map(({ label, description }, index) => (
          <Choice
            // biome-ignore lint/suspicious/noArrayIndexKey: a question may offer the same twice
            key={index}
            id={`${id}-${index}`}
            type={type}
            name={id}
            label={label}
            // An agent may leave it out, whatever the engine's types say.
            description={description ?? ''}
            number={index + 1}
            chars={chars}
            isChosen={draft.chosen.includes(label)}
            isSafe={isSafe && index === 0}
            onChoose={() => set(choose(draft, label, isMultiple))}
          />
        ))}
      </MarksOf>
      {hidden > 0 && (
        <button
          type="button"
          className="quiet-button choice-rest"
          onClick={() => setLimit(limit + atOnce)}
        >
          Show {Math.min(hidden, atOnce).toLocaleString('en')} of {hidden.toLocaleString('en')} more
          choices
        </button>
      )}
      {canWrite && (
        <div className={hasChoices ? 'choice' : 'choice choice-only'}>
          {hasChoices && (
            <input
              type={type}
              name={id}
              aria-label="Another answer"
              checked={draft.isOwn}
              onChange={(event) => setOwn(event.target.checked)}
            />
          )}
          <input
            ref={own}
            type="text"
            className="field"
            aria-label={hasChoices ? 'Your own answer' : 'Your answer'}
            placeholder={hasChoices ? 'Something else' : 'Your answer'}
            maxLength={10_000}
            value={draft.own}
            readOnly={isSending}
            data-safe={isSafe && !hasChoices ? true : undefined}
            onChange={(event) => set(writeOwn(draft, event.target.value, isMultiple))}
          />
          {hasChoices && <Key number={options.length + 1} />}
        </div>
      )}
    </fieldset>
  )
}
