import { describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import type { EventEnvelope } from '../../shared/events'
import { catchUp } from './catch-up'

const info = (id: string, created = Number(id.slice(5))) => ({
  id,
  role: 'assistant',
  time: { created },
})
const message = (id: string, parts: object[] = []) =>
  ({ info: info(id), parts }) as unknown as MessageWithParts
const part = (id: string, text: string) => ({ id, messageID: 'msg_y1', type: 'text', text })
const event = (type: string, properties: object) =>
  ({ directory: '/', payload: { id: 'evt_1', type, properties } }) as unknown as EventEnvelope

describe('an answer that the stream has overtaken', () => {
  it('gets the messages and parts that came meanwhile', () => {
    const events = [
      event('message.updated', { info: info('msg_x2') }),
      event('message.part.updated', { part: { ...part('prt_x2', 'late'), messageID: 'msg_x2' } }),
    ]
    expect(catchUp([message('msg_y1')], events)).toEqual([
      message('msg_y1'),
      message('msg_x2', [{ ...part('prt_x2', 'late'), messageID: 'msg_x2' }]),
    ])
  })

  it('shows what changed as it is now', () => {
    const stored = [message('msg_y1', [part('prt_y1', 'old'), part('prt_x2', 'gone')])]
    const events = [
      event('message.part.updated', { part: part('prt_y1', 'new') }),
      event('message.part.removed', { messageID: 'msg_y1', partID: 'prt_x2' }),
    ]
    expect(catchUp(stored, events)).toEqual([message('msg_y1', [part('prt_y1', 'new')])])
    expect(
      catchUp([message('msg_y1')], [event('message.removed', { messageID: 'msg_y1' })]),
    ).toEqual([])
  })

  it('is the same when an event was in it already', () => {
    const stored = [message('msg_y1', [part('prt_y1', 'same')])]
    const events = [
      event('message.updated', { info: stored[0]?.info }),
      event('message.part.updated', { part: part('prt_y1', 'same') }),
    ]
    expect(catchUp(stored, events)).toEqual(stored)
  })

  it('leaves a part alone whose message is not among those asked for', () => {
    const foreign = { ...part('prt_q9', 'x'), messageID: 'msg_z0' }
    expect(catchUp([], [event('message.part.updated', { part: foreign })])).toEqual([])
  })
})

describe('an answer that is a page', () => {
  const stored = [message('msg_x2'), message('msg_w3')]
  const ids = (messages: MessageWithParts[]) => messages.map(({ info: { id } }) => id)
  const updated = (...changes: object[]) =>
    changes.map((change) => event('message.updated', { info: change }))

  it('gets what is newer, and no older message that was changed', () => {
    const events = updated(info('msg_y1'), info('msg_v4'))
    expect(ids(catchUp(stored, events))).toEqual(['msg_x2', 'msg_w3', 'msg_v4'])
  })

  it('tells what is newer, and where it goes, as the engine does: by time, then by id', () => {
    const events = updated(
      info('msg_z1', 1),
      info('msg_a9', 9),
      info('msg_w4', 3),
      info('msg_v8', 3),
      info('msg_b8', 8),
    )
    const page = catchUp(stored, events)
    expect(ids(page)).toEqual(['msg_x2', 'msg_w3', 'msg_w4', 'msg_b8', 'msg_a9'])
  })

  it('holds no more than was asked for: the newest', () => {
    const events = updated(info('msg_v4'))
    expect(ids(catchUp(stored, events, { limit: 2 }))).toEqual(['msg_w3', 'msg_v4'])
  })

  it('of older messages gets nothing new, but what changed in it', () => {
    const events = [
      ...updated(info('msg_v4'), { ...info('msg_w3'), finish: 'stop' }),
      event('message.part.updated', { part: { ...part('prt_y1', 'x'), messageID: 'msg_x2' } }),
    ]
    const page = catchUp(stored, events, { limit: 2, before: 'msg_v4' })
    expect(ids(page)).toEqual(['msg_x2', 'msg_w3'])
    expect(page[0]?.parts).toHaveLength(1)
    expect(page[1]?.info).toMatchObject({ finish: 'stop' })
  })
})
