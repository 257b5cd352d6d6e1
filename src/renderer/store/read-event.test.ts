import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { delta, envelope, permission, question, SESSION, session, text } from './fixtures'
import { isPart, readEvent } from './read-event'

const badPermission = { ...permission('per_1'), patterns: [1] }
const badAlways = { ...permission('per_1'), always: [{}] }
const badOption = {
  ...question('que_1'),
  questions: [{ question: 'Go on?', header: '', options: ['Yes'] }],
}
const badQuestion = { ...question('que_1'), questions: [{ header: 'Next' }] }

describe('reading an event', () => {
  it('passes on what the page follows, as it came', () => {
    const good = envelope(delta('prt_1', 'x'))
    expect(readEvent(good)).toBe(good.payload)
    const created = { sessionID: SESSION, info: session(SESSION, 1) }
    expect(readEvent(envelope({ type: 'session.created', properties: created }))).toBeDefined()
  })

  it('passes on what the agent asks, and what was answered', () => {
    const answered = { sessionID: SESSION, requestID: 'per_1' }
    for (const payload of [
      { type: 'permission.asked', properties: permission('per_1') },
      { type: 'question.asked', properties: question('que_1') },
      { type: 'permission.replied', properties: { ...answered, reply: 'once' } },
      { type: 'question.replied', properties: answered },
      { type: 'question.rejected', properties: answered },
    ]) {
      expect(readEvent(envelope(payload))?.type).toBe(payload.type)
    }
  })

  it.each([
    ['an unknown type', { type: 'todo.updated', properties: {} }],
    ['a name of Object.prototype', { type: 'constructor', properties: {} }],
    ['a delta that is no text', { type: 'message.part.delta', properties: { delta: 1 } }],
    [
      'a message without a role',
      {
        type: 'message.updated',
        properties: { sessionID: SESSION, info: { id: 'm', sessionID: SESSION } },
      },
    ],
    [
      'a status of no known type',
      { type: 'session.status', properties: { sessionID: SESSION, status: { type: 'odd' } } },
    ],
    [
      'an engine of no known state',
      { type: 'wheelhouse.engine.status', properties: { running: true, state: 'odd' } },
    ],
    ['an ask without patterns', { type: 'permission.asked', properties: badPermission }],
    ['leave for always that is no text', { type: 'permission.asked', properties: badAlways }],
    ['a choice without a label', { type: 'question.asked', properties: badOption }],
    ['a question without a text', { type: 'question.asked', properties: badQuestion }],
    ['an answer to nothing', { type: 'question.rejected', properties: { sessionID: SESSION } }],
    ['an error that is null', { type: 'session.error', properties: { error: null } }],
  ])('drops %s', (_, payload) => {
    expect(readEvent(envelope(payload))).toBeUndefined()
  })

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (properties, rest) => {
        readEvent(rest)
        for (const type of [
          'message.part.updated',
          'session.updated',
          'session.status',
          'permission.asked',
          'question.asked',
        ]) {
          readEvent({ payload: { type, properties } })
          readEvent({
            payload: {
              type,
              properties: {
                sessionID: SESSION,
                info: properties,
                part: properties,
                status: properties,
                id: 'per_1',
                permission: 'bash',
                patterns: properties,
                metadata: properties,
                questions: properties,
              },
            },
          })
        }
      }),
      { numRuns: 200 },
    )
  })

  it('takes parts that can be shown, and those of an unknown type', () => {
    expect(isPart(text('prt_1', 'msg_1', 'a'))).toBe(true)
    expect(isPart({ id: 'prt_1', messageID: 'msg_1', type: 'hologram' })).toBe(true)
    expect(isPart({ id: 'prt_1', messageID: 'msg_1', type: 'text' })).toBe(false)
    const tool = { id: 'prt_1', messageID: 'msg_1', type: 'tool', tool: 'bash' }
    expect(isPart({ ...tool, state: { status: 'pending', input: {} } })).toBe(true)
    expect(isPart({ ...tool, state: { status: 'completed', input: {}, time: {} } })).toBe(false)
  })
})
