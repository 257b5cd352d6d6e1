import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareMessages, type Placed, placeAmong } from './message-order'

const message = (id: string, created: number): Placed => ({ id, time: { created } })

describe('the order of messages', () => {
  it('is that of time, whatever the ids, and within a millisecond that of ids', () => {
    const before = message('msg_fffb4c000001A', 1_786_706_000_000)
    const after = message('msg_000001000001A', 1_786_707_000_000)
    expect(compareMessages(before, after)).toBeLessThan(0)
    expect(compareMessages(after, before)).toBeGreaterThan(0)
    expect(compareMessages(message('msg_b', 1), message('msg_a', 1))).toBeGreaterThan(0)
    // By code, as the engine's database compares.
    expect(compareMessages(message('msg_B', 1), message('msg_a', 1))).toBeLessThan(0)
    expect(compareMessages(message('msg_a', 1), message('msg_a', 1))).toBe(0)
  })

  it('is what comes of placing one after the other, in whatever order they come', () => {
    const messages = fc.uniqueArray(
      fc.tuple(fc.string({ maxLength: 2 }), fc.nat(3)).map(([id, at]) => message(id, at)),
      { selector: ({ id }) => id, maxLength: 12 },
    )
    fc.assert(
      fc.property(messages, (all) => {
        const placed: Placed[] = []
        for (const one of all) {
          placed.splice(
            placeAmong(placed.length, (at) => placed[at], one),
            0,
            one,
          )
        }
        expect(placed).toEqual([...all].sort(compareMessages))
      }),
    )
  })
})
