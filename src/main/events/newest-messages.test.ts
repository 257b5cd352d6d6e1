import { beforeEach, describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import { envelope } from '../testing/envelopes'
import { NewestMessages } from './newest-messages'

let newest: NewestMessages
beforeEach(() => {
  newest = new NewestMessages()
})

const info = (created: number, id = `msg_${created}`) => ({
  id,
  sessionID: 'ses_1',
  time: { created },
})
const made = (created: number) =>
  newest.apply(envelope('message.updated', { sessionID: 'ses_1', info: info(created) }))
const began = (id = 'ses_1') => newest.apply(envelope('session.created', { info: { id } }))
const stored = (...created: number[]) =>
  created.map((at) => ({ info: info(at), parts: [] })) as unknown as MessageWithParts[]

describe('the newest message of a session', () => {
  it('is not known of a session that was there before, until somebody asks for its messages', () => {
    made(7)
    expect(newest.get('ses_1')).toBeUndefined()
    expect(newest.note('ses_1', stored(3, 9))).toBe(9)
    made(8)
    expect(newest.get('ses_1')).toBe(9)
    made(12)
    expect(newest.get('ses_1')).toBe(12)
  })

  it('is followed from the beginning of a new one', () => {
    began()
    expect(newest.get('ses_1')).toBe(0)
    made(7)
    began()
    expect(newest.get('ses_1')).toBe(7)
    expect(newest.note('ses_2', [])).toBe(0)
  })

  it('is not known any more when one was removed', () => {
    newest.note('ses_1', stored(3, 9))
    newest.apply(envelope('message.removed', { sessionID: 'ses_1', messageID: 'msg_9' }))
    expect(newest.get('ses_1')).toBeUndefined()
  })

  it('is forgotten with its session, when events are lost, and after many others', () => {
    began()
    newest.apply(envelope('session.deleted', { info: { id: 'ses_1' } }))
    expect(newest.get('ses_1')).toBeUndefined()
    for (let at = 0; at <= 2_000; at += 1) began(`ses_${at}`)
    expect([newest.get('ses_0'), newest.get('ses_2000')]).toEqual([undefined, 0])
    newest.clear()
    expect(newest.get('ses_2000')).toBeUndefined()
  })
})
