import { beforeEach, describe, expect, it } from 'vitest'
import { envelope } from '../testing/envelopes'
import { MessageIds } from './message-ids'

let ids: MessageIds
beforeEach(() => {
  ids = new MessageIds()
})

const told = (id: string, sessionID = 'ses_1') =>
  ids.apply(envelope('message.updated', { sessionID, info: { id, sessionID } }))
const failed = (sessionID: string | undefined, name: string) =>
  ids.apply(envelope('session.error', { sessionID, error: { name } }))

describe('the session of a message', () => {
  it('is known once the stream has told of it, until the message is removed', () => {
    expect(ids.storedIn('msg_1')).toBeUndefined()
    told('msg_1')
    told('msg_2', 'ses_2')
    expect([ids.storedIn('msg_1'), ids.storedIn('msg_2')]).toEqual(['ses_1', 'ses_2'])
    ids.apply(envelope('message.removed', { sessionID: 'ses_1', messageID: 'msg_1' }))
    expect(ids.storedIn('msg_1')).toBeUndefined()
  })

  it('is known of the last 50,000 that were told of', () => {
    told('msg_old')
    told('msg_again')
    for (let at = 0; at < 49_999; at += 1) told(`msg_${at}`)
    expect([ids.storedIn('msg_old'), ids.storedIn('msg_again')]).toEqual([undefined, 'ses_1'])
    told('msg_again')
    told('msg_more')
    expect([ids.storedIn('msg_0'), ids.storedIn('msg_again')]).toEqual([undefined, 'ses_1'])
  })
})

describe('a message that was handed over', () => {
  it('is awaited until the stream tells of it', () => {
    ids.await('msg_1', 'ses_1')
    expect([ids.awaitedIn('msg_1'), ids.storedIn('msg_1')]).toEqual(['ses_1', undefined])
    told('msg_1')
    expect([ids.awaitedIn('msg_1'), ids.storedIn('msg_1')]).toEqual([undefined, 'ses_1'])
  })

  it('is awaited no longer when something failed in its session', () => {
    ids.await('msg_1', 'ses_1')
    ids.await('msg_2', 'ses_2')
    failed('ses_1', 'MessageAbortedError')
    failed(undefined, 'UnknownError')
    expect(ids.awaitedIn('msg_1')).toBe('ses_1')
    failed('ses_1', 'UnknownError')
    expect([ids.awaitedIn('msg_1'), ids.awaitedIn('msg_2')]).toEqual([undefined, 'ses_2'])
  })

  it('is awaited no longer when events were lost; what is stored stays known', () => {
    told('msg_1')
    ids.await('msg_2', 'ses_1')
    ids.forgetAwaited()
    expect([ids.storedIn('msg_1'), ids.awaitedIn('msg_2')]).toEqual(['ses_1', undefined])
  })
})
