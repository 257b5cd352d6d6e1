import { describe, expect, it } from 'vitest'
import type { Message } from '../../shared/engine-types'
import { assistant, user } from '../store/fixtures'
import { allTokens, answerUpTo, countsOf, totalsOf } from './answer-totals'

const tokens = (input: number, output: number, reasoning = 0, read = 0, write = 0) => ({
  input,
  output,
  reasoning,
  cache: { read, write },
})

const transcriptOf = (...list: Message[]) => ({
  order: list.map(({ id }) => id),
  message: (id: string) => list.find((it) => it.id === id),
})

const first = assistant('msg_x2', {
  tokens: tokens(10, 2, 1, 5),
  cost: 0.5,
  time: { created: 2, completed: 3 },
})
const last = assistant('msg_w3', {
  tokens: tokens(20, 4),
  cost: 0.25,
  time: { created: 3, completed: 9 },
})

describe('what an answer took', () => {
  it('is the sum of its messages, from the question on', () => {
    const totals = totalsOf(transcriptOf(user('msg_y1'), first, last), 'msg_w3')
    expect(totals).toMatchObject({
      model: 'm',
      ms: 8,
      input: 30,
      output: 6,
      reasoning: 1,
      cacheRead: 5,
      cost: 0.75,
    })
    expect(totals && allTokens(totals)).toBe(42)
    expect(totals && countsOf(totals).map(({ label }) => label)).toEqual([
      'Input',
      'Read from cache',
      'Output',
      'Reasoning',
    ])
  })

  it('is said once, below the last message, and only when that is finished', () => {
    const messages = transcriptOf(user('msg_y1'), first, last)
    expect(totalsOf(messages, 'msg_x2')).toBeUndefined()
    expect(totalsOf(messages, 'msg_y1')).toBeUndefined()
    expect(totalsOf(transcriptOf(user('msg_y1'), assistant('msg_x2')), 'msg_x2')).toBeUndefined()
    expect(totalsOf(messages, 'msg_w3')).toBe(totalsOf(messages, 'msg_w3'))
  })

  it('does not count the answer before', () => {
    const other = assistant('msg_u5', {
      parentID: 'msg_v4',
      tokens: tokens(1, 1),
      time: { created: 1, completed: 2 },
    })
    const messages = transcriptOf(user('msg_y1'), first, last, user('msg_v4'), other)
    expect(answerUpTo(messages, 4)).toEqual([other])
    expect(totalsOf(messages, 'msg_u5')).toMatchObject({ input: 1, output: 1 })
    expect(totalsOf(messages, 'msg_w3')).toMatchObject({ input: 30 })
  })
})
