import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AnswerDraft,
  answersOf,
  choose,
  chooseOwn,
  firstUnanswered,
  NO_ANSWER,
  Replies,
  writeOwn,
} from './replies'

const asked = (multiple: boolean, labels = ['Yes', 'No', 'Later']) => ({
  question: 'Go on?',
  header: 'Next',
  multiple,
  options: labels.map((label) => ({ label, description: '' })),
})
const said = (draft: AnswerDraft, multiple = false) => answersOf([asked(multiple)], [draft])[0]

describe('an answer', () => {
  it('is one choice, and another takes its place', () => {
    const yes = choose(NO_ANSWER, 'Yes', false)
    expect(said(yes)).toEqual(['Yes'])
    expect(said(choose(yes, 'No', false))).toEqual(['No'])
  })

  it('is several choices in the order in which they were offered', () => {
    const both = choose(choose(NO_ANSWER, 'Later', true), 'Yes', true)
    expect(said(both, true)).toEqual(['Yes', 'Later'])
    expect(said(choose(both, 'Later', true), true)).toEqual(['Yes'])
  })

  it('is a text of one’s own: instead of a choice, or beside others', () => {
    expect(said(writeOwn(choose(NO_ANSWER, 'Yes', false), '  by boat ', false))).toEqual([
      'by boat',
    ])
    expect(said(writeOwn(choose(NO_ANSWER, 'Yes', true), 'by boat', true), true)).toEqual([
      'Yes',
      'by boat',
    ])
  })

  it('keeps the own text that does not count now', () => {
    const draft = choose(writeOwn(NO_ANSWER, 'by boat', false), 'No', false)
    expect(said(draft)).toEqual(['No'])
    expect(said(chooseOwn(draft, true, false))).toEqual(['by boat'])
  })

  it('is missing while the own text is blank', () => {
    expect(said(chooseOwn(NO_ANSWER, true, false))).toEqual([])
    expect(said(writeOwn(NO_ANSWER, '  ', true), true)).toEqual([])
  })

  it('is never more than one where one may be chosen, and never an empty text', () => {
    const step = fc.oneof(
      fc.constantFrom('Yes', 'No', 'Later').map((label) => ({ label })),
      fc.string({ maxLength: 3 }).map((own) => ({ own })),
      fc.boolean().map((isOwn) => ({ isOwn })),
    )
    fc.assert(
      fc.property(fc.array(step), fc.boolean(), (steps, multiple) => {
        const draft = steps.reduce<AnswerDraft>((at, it) => {
          if ('label' in it) return choose(at, it.label, multiple)
          return 'own' in it ? writeOwn(at, it.own, multiple) : chooseOwn(at, it.isOwn, multiple)
        }, NO_ANSWER)
        const answer = said(draft, multiple) ?? []
        if (!multiple) expect(answer.length).toBeLessThanOrEqual(1)
        for (const text of answer) expect(text.trim()).not.toBe('')
      }),
      { numRuns: 300 },
    )
  })
})

it('the first question without an answer is found', () => {
  expect(firstUnanswered([['Yes'], [], []])).toBe(1)
  expect(firstUnanswered([['Yes']])).toBe(-1)
})

it('a reply is kept while its ask waits, and the others stay the identical ones', () => {
  const replies = new Replies()
  replies.change('per_1', { reason: 'not now' })
  replies.setAnswer('que_2', 1, choose(NO_ANSWER, 'Yes', false))
  const kept = replies.get('per_1')
  replies.keepOnly((id) => id === 'per_1')
  expect(replies.get('per_1')).toBe(kept)
  expect(replies.get('que_2').answers).toEqual([])
  expect(replies.get('que_2')).toBe(replies.get('que_3'))
})
