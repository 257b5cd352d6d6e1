import { describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import type { EventEnvelope } from '../../shared/events'
import { catchUp } from './catch-up'

const info = (id: string, created = Number(id.slice(4))) => ({
  id,
  role: 'assistant',
  time: { created },
})
const message = (id: string, parts: object[] = []) =>
  ({ info: info(id), parts }) as unknown as MessageWithParts
const part = (id: string, text: string) => ({ id, messageID: 'msg_1', type: 'text', text })
const event = (type: string, properties: object) =>
  ({ directory: '/', payload: { id: 'evt_1', type, properties } }) as unknown as EventEnvelope

describe('an answer that the stream has overtaken', () => {
  it('gets the messages and parts that came meanwhile', () => {
    const events = [
      event('message.updated', { info: info('msg_2') }),
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

describe('an answer that is a page', () => {
  const stored = [message('msg_2'), message('msg_3')]
  const ids = (messages: MessageWithParts[]) => messages.map(({ info: { id } }) => id)
  const updated = (...changes: object[]) =>
    changes.map((change) => event('message.updated', { info: change }))

  it('gets what is newer, and no older message that was changed', () => {
    const events = updated(info('msg_1'), info('msg_4'))
    expect(ids(catchUp(stored, events))).toEqual(['msg_2', 'msg_3', 'msg_4'])
  })

  it('tells what is newer as the engine does: by time, then by id', () => {
    const events = updated(info('msg_9', 1), info('msg_31', 3), info('msg_29', 3))
    expect(ids(catchUp(stored, events))).toEqual(['msg_2', 'msg_3', 'msg_31'])
  })

  it('holds no more than was asked for: the newest', () => {
    const events = updated(info('msg_4'))
    expect(ids(catchUp(stored, events, { limit: 2 }))).toEqual(['msg_3', 'msg_4'])
  })

  it('of older messages gets nothing new, but what changed in it', () => {
    const events = [
      ...updated(info('msg_4'), { ...info('msg_3'), finish: 'stop' }),
      event('message.part.updated', { part: { ...part('prt_1', 'x'), messageID: 'msg_2' } }),
    ]
    const page = catchUp(stored, events, { limit: 2, before: 'msg_4' })
    expect(ids(page)).toEqual(['msg_2', 'msg_3'])
    expect(page[0]?.parts).toHaveLength(1)
    expect(page[1]?.info).toMatchObject({ finish: 'stop' })
  })
})
