import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Inspector, KEPT_ENTRIES } from './inspector'
import { groupTypes } from './inspector-filter'

const event = (type: string, sessionID = 'ses_1', more = {}) => ({
  directory: '/code',
  payload: { id: 'evt', type, properties: { sessionID, ...more } },
})
const seqs = (inspector: Inspector) => inspector.shown.map(({ seq }) => seq)
const started = () => {
  const inspector = new Inspector(() => 7)
  inspector.start()
  return inspector
}

describe('Inspector', () => {
  it('numbers what comes and reads type, session and size', () => {
    const inspector = started()
    const envelope = event('session.idle')
    inspector.take(5, [event('session.status', 'ses_2'), envelope])
    expect(seqs(inspector)).toEqual([5, 6])
    expect(inspector.shown[1]).toMatchObject({
      type: 'session.idle',
      sessionID: 'ses_1',
      at: 7,
      json: JSON.stringify(envelope),
      size: JSON.stringify(envelope).length,
    })
  })

  it('reads the session of a message, a part and of a session itself', () => {
    const inspector = started()
    const of = (properties: object) => ({ payload: { type: 'a', properties } })
    inspector.take(1, [
      of({ info: { id: 'msg_1', sessionID: 'ses_7' } }),
      of({ part: { id: 'prt_1', sessionID: 'ses_8' } }),
      of({ info: { id: 'ses_9' } }),
      'not an envelope',
    ])
    expect(inspector.shown.map(({ sessionID }) => sessionID)).toEqual([
      'ses_7',
      'ses_8',
      'ses_9',
      undefined,
    ])
  })

  it('keeps the newest only, also of one batch that is larger', () => {
    const inspector = started()
    inspector.take(
      1,
      Array.from({ length: KEPT_ENTRIES + 10 }, () => event('a.b')),
    )
    inspector.take(KEPT_ENTRIES + 11, [event('a.b')])
    expect([seqs(inspector)[0], seqs(inspector).at(-1)]).toEqual([12, KEPT_ENTRIES + 11])
  })

  it('keeps no more characters than it may, and cuts one event that is too long', () => {
    const inspector = started()
    const big = (chars: number) => event('a', 'ses_1', { text: 'x'.repeat(chars) })
    inspector.take(
      1,
      Array.from({ length: 20 }, () => big(1_000_000)),
    )
    expect(inspector.shown.length).toBe(8)
    inspector.clear()
    inspector.take(21, [big(2_000_000)])
    expect(inspector.shown[0]?.json.length).toBe(1024 * 1024)
    expect(inspector.shown[0]?.size).toBeGreaterThan(2_000_000)
  })

  it('stands still while paused, and says how many of those that would be shown wait', () => {
    const inspector = started()
    inspector.take(1, [event('a.b')])
    inspector.setPaused(true)
    const held = inspector.shown
    inspector.setFilter({ hidden: new Set(['c.d']) })
    inspector.take(2, [event('a.b'), event('c.d'), event('a.b')])
    expect([seqs(inspector), inspector.waiting]).toEqual([[1], 2])
    expect(held.map(({ seq }) => seq)).toEqual([1])
    inspector.setPaused(false)
    expect([seqs(inspector), inspector.waiting]).toEqual([[1, 2, 4], 0])
  })

  it('filters what was and what comes, by type, session and any text in the JSON', () => {
    const inspector = started()
    inspector.take(1, [event('a.b', 'ses_1', { text: 'Straw (1)' }), event('a.b', 'ses_2')])
    inspector.setFilter({ text: 'straw (' })
    expect(seqs(inspector)).toEqual([1])
    inspector.take(3, [event('a.c', 'ses_2', { text: 'STRAW (2)' }), event('a.b')])
    expect(seqs(inspector)).toEqual([1, 3])
    inspector.setFilter({ sessionID: 'ses_2' })
    expect(seqs(inspector)).toEqual([3])
    inspector.setFilter({ text: '', hidden: new Set(['a.c']) })
    expect(seqs(inspector)).toEqual([2])
  })

  it('marks where events were lost, whatever the filter', () => {
    const inspector = started()
    inspector.setFilter({ text: 'nothing has this' })
    inspector.take(1, [event('a')])
    inspector.markLost()
    inspector.markResync(9, 'overtaken')
    inspector.markHello(9)
    expect(inspector.shown.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['mark', 1],
      ['mark', 9],
      ['mark', 9],
    ])
  })

  it('forgets when it is stopped, unless it is paused', () => {
    const inspector = started()
    inspector.take(1, [event('a')])
    inspector.setPaused(true)
    inspector.stop()
    expect([inspector.isOn, inspector.total]).toEqual([true, 1])
    inspector.setPaused(false)
    inspector.stop()
    expect([inspector.isOn, inspector.total, inspector.types.size]).toEqual([false, 0, 0])
  })

  it('hands out the identical list until it changes', () => {
    const inspector = started()
    inspector.take(1, [event('a')])
    const { shown } = inspector
    expect(inspector.shown).toBe(shown)
    inspector.take(2, [event('a')])
    expect(shown.length).toBe(1)
    expect(inspector.shown).not.toBe(shown)
  })

  it('shows what a plain filter over all that came would, whatever happens', () => {
    const types = ['a.a', 'a.b', 'c.c']
    const step = fc.oneof(
      fc.record({ take: fc.array(fc.constantFrom(...types), { maxLength: 5 }) }),
      fc.record({ hide: fc.subarray(types) }),
      fc.record({ pause: fc.boolean() }),
      fc.constant({ clear: true as const }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const inspector = started()
        let all: { seq: number; type: string }[] = []
        let seq = 0
        let hidden: string[] = []
        let heldAt: number | undefined
        for (const it of steps) {
          if ('take' in it) {
            inspector.take(
              seq + 1,
              it.take.map((type) => event(type)),
            )
            for (const type of it.take) {
              seq += 1
              all.push({ seq, type })
            }
          } else if ('hide' in it) {
            hidden = it.hide
            inspector.setFilter({ hidden: new Set(hidden) })
          } else if ('pause' in it) {
            inspector.setPaused(it.pause)
            heldAt = it.pause ? (heldAt ?? seq) : undefined
          } else {
            inspector.clear()
            all = []
          }
          const passed = all.filter(({ type }) => !hidden.includes(type)).map((one) => one.seq)
          const shown = passed.filter((one) => one <= (heldAt ?? seq))
          expect(seqs(inspector)).toEqual(shown)
          expect(inspector.waiting).toBe(passed.length - shown.length)
        }
      }),
    )
  })
})

it('groups types by what stands before the first dot', () => {
  expect(groupTypes(new Set(['message.part.delta', 'session.idle', 'message.updated']))).toEqual([
    ['message', ['message.part.delta', 'message.updated']],
    ['session', ['session.idle']],
  ])
})
