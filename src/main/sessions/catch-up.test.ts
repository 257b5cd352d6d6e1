import { describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import type { EventEnvelope } from '../../shared/events'
import { catchUp } from './catch-up'

const message = (id: string, parts: object[] = []) =>
  ({ info: { id, role: 'assistant' }, parts }) as unknown as MessageWithParts
const part = (id: string, text: string) => ({ id, messageID: 'msg_1', type: 'text', text })
const event = (type: string, properties: object) =>
  ({ directory: '/', payload: { id: 'evt_1', type, properties } }) as unknown as EventEnvelope

describe('an answer that the stream has overtaken', () => {
  it('gets the messages and parts that came meanwhile', () => {
    const events = [
      event('message.updated', { info: { id: 'msg_2', role: 'assistant' } }),
      event('message.part.updated', { part: { ...part('prt_2', 'late'), messageID: 'msg_2' } }),
    ]
    expect(catchUp([message('msg_1')], events)).toEqual([
      message('msg_1'),
      message('msg_2', [{ ...part('prt_2', 'late'), messageID: 'msg_2' }]),
    ])
  })

  it('shows what changed as it is now', () => {
    const stored = [message('msg_1', [part('prt_1', 'old'), part('prt_2', 'gone')])]
    const events = [
      event('message.part.updated', { part: part('prt_1', 'new') }),
      event('message.part.removed', { messageID: 'msg_1', partID: 'prt_2' }),
    ]
    expect(catchUp(stored, events)).toEqual([message('msg_1', [part('prt_1', 'new')])])
    expect(catchUp([message('msg_1')], [event('message.removed', { messageID: 'msg_1' })])).toEqual(
      [],
    )
  })

  it('is the same when an event was in it already', () => {
    const stored = [message('msg_1', [part('prt_1', 'same')])]
    const events = [
      event('message.updated', { info: stored[0]?.info }),
      event('message.part.updated', { part: part('prt_1', 'same') }),
    ]
    expect(catchUp(stored, events)).toEqual(stored)
  })

  it('leaves a part alone whose message is not among those asked for', () => {
    const foreign = { ...part('prt_9', 'x'), messageID: 'msg_0' }
    expect(catchUp([], [event('message.part.updated', { part: foreign })])).toEqual([])
  })
})
