import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Projection } from '../../shared/events'
import { Asks } from './asks'
import { permission, question, session } from './fixtures'
import type { AskEvent } from './read-event'

const filled = (more: Partial<Pick<Projection, 'permissions' | 'questions' | 'parents'>> = {}) => {
  const asks = new Asks()
  asks.replace({ permissions: [], questions: [], parents: {}, ...more })
  return asks
}
const ids = (asks: Asks, sessionID: string) =>
  asks.asksFor(sessionID).map(({ request }) => request.id)
const asked = (id: string, sessionID: string): AskEvent => ({
  id: 'e',
  type: 'permission.asked',
  properties: permission(id, sessionID),
})

describe('what the agent waits for', () => {
  it('is listed oldest first, whatever its kind and however it came', () => {
    const asks = filled({
      permissions: [permission('per_b', 'ses_1')],
      questions: [question('que_a', 'ses_1'), question('que_d', 'ses_1')],
    })
    asks.apply(asked('per_c', 'ses_1'))
    expect(ids(asks, 'ses_1')).toEqual(['per_b', 'que_a', 'que_d', 'per_c'])
    // What was known keeps its turn when all is told anew, in whatever order.
    asks.replace({
      permissions: ['per_9', 'per_c', 'per_b'].map((id) => permission(id, 'ses_1')),
      questions: [question('que_d', 'ses_1')],
      parents: {},
    })
    expect(ids(asks, 'ses_1')).toEqual(['per_b', 'que_d', 'per_c', 'per_9'])
  })

  it('goes when it is answered or rejected, here or elsewhere', () => {
    const asks = filled({
      permissions: [permission('per_1', 'ses_1')],
      questions: [question('que_2', 'ses_1'), question('que_3', 'ses_1')],
    })
    const properties = (requestID: string) => ({ sessionID: 'ses_1', requestID })
    asks.apply({
      id: 'e',
      type: 'permission.replied',
      properties: { ...properties('per_1'), reply: 'once' },
    })
    asks.apply({
      id: 'e',
      type: 'question.replied',
      properties: { ...properties('que_2'), answers: [] },
    })
    expect(ids(asks, 'ses_1')).toEqual(['que_3'])
    asks.apply({ id: 'e', type: 'question.rejected', properties: properties('que_3') })
    expect(ids(asks, 'ses_1')).toEqual([])
  })

  it('is replaced by what a projection says, without what has no known form', () => {
    const asks = filled({ permissions: [permission('per_1', 'ses_1')] })
    const broken = { id: 'que_3', sessionID: 'ses_1' } as ReturnType<typeof question>
    asks.replace({
      permissions: [permission('per_2', 'ses_1')],
      questions: [broken],
      parents: {},
    })
    expect(ids(asks, 'ses_1')).toEqual(['per_2'])
  })

  it('of a sub-agent is seen by all sessions above it, and by no other', () => {
    const asks = filled({ parents: { ses_child: 'ses_root' } })
    asks.apply(asked('per_1', 'ses_grandchild'))
    expect(ids(asks, 'ses_root')).toEqual([])
    asks.noteParents([
      session('ses_other', 1),
      session('ses_grandchild', 1, { parentID: 'ses_child' }),
    ])
    expect(ids(asks, 'ses_root')).toEqual(['per_1'])
    expect(ids(asks, 'ses_child')).toEqual(['per_1'])
    expect(ids(asks, 'ses_grandchild')).toEqual(['per_1'])
    expect(ids(asks, 'ses_other')).toEqual([])
  })

  it('still knows who is whose sub-agent after a projection that does not say', () => {
    const asks = filled({ parents: { ses_child: 'ses_root' } })
    asks.replace({ permissions: [permission('per_1', 'ses_child')], questions: [], parents: {} })
    expect(ids(asks, 'ses_root')).toEqual(['per_1'])
  })

  it('is dropped for one session, or altogether', () => {
    const asks = filled({
      permissions: [permission('per_1', 'ses_root'), permission('per_2', 'ses_child')],
      parents: { ses_child: 'ses_root' },
    })
    asks.drop('ses_root')
    expect(ids(asks, 'ses_root')).toEqual(['per_2'])
    asks.forget('ses_child')
    expect(ids(asks, 'ses_root')).toEqual([])
    asks.apply(asked('per_3', 'ses_root'))
    asks.clear()
    expect(ids(asks, 'ses_root')).toEqual([])
  })

  it('of a session that is not looked at is found from every session but those above it', () => {
    const asks = filled({
      permissions: [permission('per_1', 'ses_child'), permission('per_2', 'ses_other')],
      questions: [question('que_3', 'ses_root')],
      parents: { ses_child: 'ses_root' },
    })
    const elsewhere = (openID?: string) => [
      asks.elsewhere(openID)?.request.id,
      asks.countElsewhere(openID),
    ]
    expect(elsewhere()).toEqual(['per_1', 2])
    expect(elsewhere('ses_root')).toEqual(['per_2', 1])
    // Whoever looks at the sub-agent does not see what its parent asks.
    expect(elsewhere('ses_child')).toEqual(['per_2', 2])
    expect(elsewhere('ses_other')).toEqual(['per_1', 1])
    expect(asks.rootOf('ses_child')).toBe('ses_root')
    expect(asks.elsewhere(undefined)).toBe(asks.elsewhere('ses_other'))
    asks.remove('per_1')
    expect(asks.has('per_1')).toBe(false)
    expect(elsewhere('ses_other')).toEqual(['que_3', 1])
    asks.clear()
    expect(elsewhere()).toEqual([undefined, 0])
  })

  it('is the identical list until it changes, and one that was handed out never does', () => {
    const asks = filled({ permissions: [permission('per_1', 'ses_1')] })
    const before = asks.asksFor('ses_1')
    asks.apply(asked('per_2', 'ses_2'))
    expect(asks.asksFor('ses_1')).toBe(before)
    asks.apply(asked('per_3', 'ses_1'))
    expect(asks.asksFor('ses_1')).not.toBe(before)
    expect(before).toHaveLength(1)
    expect(asks.asksFor('ses_9')).toBe(asks.asksFor('ses_8'))
  })

  it('is found whatever the engine says of parents, circles too', () => {
    const name = fc.constantFrom('ses_1', 'ses_2', 'ses_3', 'ses_4')
    fc.assert(
      fc.property(fc.dictionary(name, name), name, name, (parents, asker, above) => {
        const asks = filled({ parents, permissions: [permission('per_1', asker)] })
        let isAbove = false
        let at: string | undefined = asker
        for (let step = 0; step < 5 && at !== undefined; step += 1, at = parents[at]) {
          if (at === above) isAbove = true
        }
        expect(ids(asks, above)).toEqual(isAbove ? ['per_1'] : [])
      }),
      { numRuns: 300 },
    )
  })
})
