import { beforeEach, describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import { envelope } from '../testing/envelopes'
import { LiveParts } from './live-parts'

const IDS = { sessionID: 'ses_1', messageID: 'msg_1' }
let live: LiveParts

const writing = (text: string, more: object = {}) => ({
  id: 'prt_1',
  ...IDS,
  type: 'text',
  text,
  time: { start: 1 },
  ...more,
})
const snapshot = (part: object) => live.apply(envelope('message.part.updated', { ...IDS, part }))
const delta = (text: string, partID = 'prt_1', field = 'text') =>
  live.apply(envelope('message.part.delta', { ...IDS, partID, field, delta: text }))
const stored = (...parts: object[]) =>
  [{ info: { id: 'msg_1', role: 'assistant' }, parts }] as unknown as MessageWithParts[]
/** What a page would get that fetches now, while the engine has stored an empty part. */
const fetched = (part: object = writing('')) => live.overlay(stored(part))[0]?.parts[0]

beforeEach(() => {
  live = new LiveParts()
})

describe('the text that is being written', () => {
  it('is what has arrived so far, not what the engine has stored', () => {
    snapshot(writing(''))
    delta('Hel')
    delta('lo')
    expect(fetched()).toMatchObject({ id: 'prt_1', text: 'Hello' })
  })

  it('is followed for reasoning as well', () => {
    const reasoning = writing('', { type: 'reasoning' })
    snapshot(reasoning)
    delta('Hm')
    expect(fetched(reasoning)).toMatchObject({ text: 'Hm' })
  })

  it('begins anew with each snapshot: deltas before it are part of it', () => {
    snapshot(writing(''))
    delta('Hel')
    snapshot(writing('Hello'))
    delta(' you')
    expect(fetched()).toMatchObject({ text: 'Hello you' })
  })

  it('of two parts is kept apart', () => {
    snapshot(writing(''))
    snapshot(writing('', { id: 'prt_2' }))
    delta('one')
    delta('two', 'prt_2')
    expect(fetched()).toMatchObject({ text: 'one' })
    expect(fetched(writing('', { id: 'prt_2' }))).toMatchObject({ text: 'two' })
  })

  it('is not made up from deltas of a part whose beginning was missed', () => {
    delta('…the end')
    expect(fetched()).toMatchObject({ text: '' })
  })

  it('takes no deltas of another field', () => {
    snapshot(writing('Hello'))
    delta('{"a":1}', 'prt_1', 'metadata')
    expect(fetched()).toMatchObject({ text: 'Hello' })
  })
})

describe('a part that is no longer written', () => {
  const cases: [string, () => void][] = [
    ['is finished', () => snapshot(writing('Hello', { time: { start: 1, end: 2 } }))],
    ['is removed', () => live.apply(envelope('message.part.removed', { partID: 'prt_1' }))],
    ['goes with its message', () => live.apply(envelope('message.removed', { ...IDS }))],
    [
      'goes with its session',
      () => live.apply(envelope('session.deleted', { info: { id: 'ses_1' } })),
    ],
    ['belongs to a session that is idle', () => live.apply(envelope('session.idle', IDS))],
    ['was cut off with the stream', () => live.clear()],
  ]

  it.each(cases)('is forgotten when it %s', (_why, end) => {
    snapshot(writing(''))
    delta('Hello')
    end()
    const messages = stored(writing('as stored'))
    expect(live.overlay(messages)).toBe(messages)
  })

  it('does not take others with it', () => {
    snapshot(writing('mine', { id: 'prt_2', messageID: 'msg_2', sessionID: 'ses_2' }))
    live.apply(envelope('message.removed', { ...IDS }))
    live.apply(envelope('session.deleted', { info: { id: 'ses_1' } }))
    live.apply(envelope('session.idle', IDS))
    expect(fetched(writing('', { id: 'prt_2' }))).toMatchObject({ text: 'mine' })
  })
})

describe('the overlay', () => {
  it('leaves a part alone that the engine has stored as finished', () => {
    snapshot(writing(''))
    delta('Hel')
    const finished = writing('Hello you', { time: { start: 1, end: 2 } })
    expect(fetched(finished)).toEqual(finished)
  })

  it('leaves other parts and the message itself as they are', () => {
    snapshot(writing('Hello'))
    const tool = { id: 'prt_0', ...IDS, type: 'tool' }
    const [before] = stored(tool, writing(''))
    const [after] = live.overlay(before ? [before] : [])
    expect(after?.info).toBe(before?.info)
    expect(after?.parts[0]).toBe(tool)
    expect(after?.parts[1]).toMatchObject({ text: 'Hello' })
  })

  it('does not change what it was given', () => {
    snapshot(writing('Hello'))
    const messages = stored(writing(''))
    live.overlay(messages)
    expect(messages).toEqual(stored(writing('')))
  })

  it('adds no part that the answer does not have', () => {
    snapshot(writing('Hello'))
    expect(live.overlay(stored())[0]?.parts).toEqual([])
  })
})
