import { describe, expect, it } from 'vitest'
import {
  isLivePart,
  MessageWithPartsSchema,
  type Part,
  SessionSchema,
  SessionStatusResponseSchema,
} from './engine-types'

const part = (more: object) =>
  ({ id: 'prt_1', sessionID: 'ses_1', messageID: 'msg_1', ...more }) as Part

describe('a part that is being written', () => {
  it.each(['text', 'reasoning'])('is %s that has begun and not ended', (type) => {
    expect(isLivePart(part({ type, text: '', time: { start: 1 } }))).toBe(true)
    expect(isLivePart(part({ type, text: '', time: { start: 1, end: 2 } }))).toBe(false)
  })

  it('is not the text of a person, which has no time', () => {
    expect(isLivePart(part({ type: 'text', text: 'Hello' }))).toBe(false)
  })

  it('is not a tool, whatever it is doing', () => {
    expect(isLivePart(part({ type: 'tool', state: { status: 'running' } }))).toBe(false)
  })
})

describe('what the engine answers', () => {
  it('keeps fields of a newer engine', () => {
    const session = {
      id: 'ses_1',
      title: 'A title',
      directory: '/p',
      projectID: 'p',
      version: '9.9.9',
      time: { created: 1, updated: 2, invented: 3 },
      invented: { deep: true },
    }
    expect(SessionSchema.parse(session)).toEqual(session)
    const message = {
      info: { id: 'msg_1', sessionID: 'ses_1', role: 'user', invented: 1 },
      parts: [{ id: 'prt_1', sessionID: 'ses_1', messageID: 'msg_1', type: 'invented', more: [] }],
    }
    expect(MessageWithPartsSchema.parse(message)).toEqual(message)
  })

  it('says idle, busy or retry of a session, and nothing else', () => {
    const retry = { type: 'retry', attempt: 1, message: 'Overloaded', next: 2 }
    for (const status of [{ type: 'idle' }, { type: 'busy' }, retry]) {
      const answer = { ...status, compactions: 2 }
      expect(SessionStatusResponseSchema.parse(answer)).toEqual(answer)
    }
    for (const type of ['retry', 'asleep']) {
      expect(SessionStatusResponseSchema.safeParse({ type, compactions: 0 }).success).toBe(false)
    }
  })
})
