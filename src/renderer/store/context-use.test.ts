import { describe, expect, it } from 'vitest'
import { childrenUse, contextUse, sumOf } from './context-use'
import { assistant, session, user } from './fixtures'

const tokens = (input: number, output: number, more = {}) => ({
  input,
  output,
  reasoning: 0,
  cache: { read: 0, write: 0 },
  ...more,
})
const MESSAGES = [
  user('msg_y1'),
  assistant('msg_x2', { tokens: tokens(100, 10), cost: 0.25 }),
  user('msg_w3'),
  assistant('msg_v4', {
    tokens: tokens(200, 20, { reasoning: 5, cache: { read: 1_000, write: 7 } }),
    cost: 0.5,
    modelID: 'other',
  }),
]

describe('contextUse', () => {
  it('takes the window from the last answer, with all that was in it', () => {
    const { last, used, model } = contextUse(MESSAGES, undefined, true, true)
    expect(last).toEqual({ input: 200, output: 20, reasoning: 5, cacheRead: 1_000, cacheWrite: 7 })
    expect(used).toBe(1_232)
    expect(model).toEqual({ providerID: 'p', modelID: 'other' })
  })

  it('adds up messages while the engine gives no sums', () => {
    const { total, cost, isPartial } = contextUse(MESSAGES, session('ses_1', 1), true, true)
    expect(sumOf(total)).toBe(1_342)
    expect(cost).toBe(0.75)
    expect(isPartial).toBe(false)
  })

  it('says so when it adds up only some of the messages', () => {
    expect(contextUse(MESSAGES, undefined, false, true).isPartial).toBe(true)
  })

  it('takes the sums of the session, whatever messages are here', () => {
    const sums = session('ses_1', 1, { tokens: tokens(9_000, 900), cost: 3 })
    const { total, cost, isPartial, isCut } = contextUse(MESSAGES.slice(2), sums, false, true)
    expect([sumOf(total), cost, isPartial]).toEqual([9_900, 3, false])
    // The messages themselves are counted only as far as they are here.
    expect(isCut).toBe(true)
  })

  it('does not pass over an answer under way that counted nothing yet', () => {
    const running = [...MESSAGES, user('msg_u5'), assistant('msg_t6')]
    expect(contextUse(running, undefined, true, true)).toMatchObject({ used: 1_232, answers: 3 })
  })

  it('knows no use right after a compaction, and counts it', () => {
    const summary = assistant('msg_t6', {
      tokens: tokens(30_000, 400),
      summary: true,
      time: { created: 1, completed: 2 },
    })
    const { used, isCompacted, compactions } = contextUse(
      [...MESSAGES, summary],
      undefined,
      true,
      true,
    )
    expect([used, isCompacted, compactions]).toEqual([undefined, true, 1])
  })

  it('calls a cost of nothing a cost only where there are prices', () => {
    const free = [user('msg_y1'), assistant('msg_x2', { tokens: tokens(1, 1) })]
    expect(contextUse(free, undefined, true, true).cost).toBe(0)
    expect(contextUse(free, undefined, true, false).cost).toBeUndefined()
  })

  it('has nothing to say of an empty session but its model', () => {
    const fresh = session('ses_1', 1, { model: { id: 'm', providerID: 'p' }, agent: 'build' })
    expect(contextUse([], fresh, true, false)).toMatchObject({
      model: { providerID: 'p', modelID: 'm' },
      agent: 'build',
      used: undefined,
      isCompacted: false,
      said: 0,
      answers: 0,
    })
  })
})

it('adds up sub-agents apart', () => {
  const child = (id: string) => session(id, 1, { tokens: tokens(10, 1), cost: 0.5 })
  const {
    count,
    tokens: sum,
    cost,
  } = childrenUse([child('ses_2'), child('ses_3'), session('ses_4', 1)])
  expect([count, sumOf(sum), cost]).toEqual([3, 22, 1])
})
