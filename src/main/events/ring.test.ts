import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ring, type RingLimits } from './ring'

const ROUTE = { type: 'test', directory: '/project', sessionID: undefined }
const ringOf = (limits: Partial<RingLimits>, ...texts: string[]) => {
  const ring = new Ring({ count: 100, bytes: 1000, ...limits })
  for (const text of texts) ring.push(ROUTE, text)
  return ring
}
const kept = (ring: Ring) => {
  const texts: (string | undefined)[] = []
  for (let seq = ring.first; seq < ring.next; seq += 1) texts.push(ring.at(seq)?.text)
  return texts
}

describe('the ring', () => {
  it('is empty at first, and its first number is 1', () => {
    const ring = new Ring()
    expect([ring.first, ring.next, ring.bytes]).toEqual([1, 1, 0])
    expect(ring.at(1)).toBeUndefined()
  })

  it('gives each event the next number and keeps what it is about', () => {
    const ring = ringOf({}, 'a')
    const event = ring.push({ type: 't', directory: '/d', sessionID: 'ses_1' }, 'b')
    expect(event).toEqual({
      seq: 2,
      type: 't',
      directory: '/d',
      sessionID: 'ses_1',
      text: 'b',
      bytes: 1,
      frame: undefined,
    })
    expect(ring.at(2)).toBe(event)
  })

  it('drops the oldest event when there is one too many', () => {
    const ring = ringOf({ count: 3 }, 'a', 'b', 'c', 'd', 'e')
    expect(kept(ring)).toEqual(['c', 'd', 'e'])
    expect([ring.first, ring.next, ring.bytes]).toEqual([3, 6, 3])
  })

  it('drops as many old events as a large one needs', () => {
    const ring = ringOf({ bytes: 10 }, 'aaa', 'bbb', 'ccc', 'dddddd')
    expect(kept(ring)).toEqual(['ccc', 'dddddd'])
    expect(ring.bytes).toBe(9)
  })

  it('counts bytes of UTF-8, not characters', () => {
    const ring = ringOf({ bytes: 10 }, '€€', '€€')
    expect(kept(ring)).toEqual(['€€'])
    expect(ring.bytes).toBe(6)
  })

  it('keeps the newest event even when it alone is larger than the bound', () => {
    const ring = ringOf({ bytes: 10 }, 'a', 'x'.repeat(50))
    expect(kept(ring)).toEqual(['x'.repeat(50)])
    expect(ring.bytes).toBe(50)
    ring.push(ROUTE, 'b')
    expect(kept(ring)).toEqual(['b'])
  })

  it('has no event that is dropped, and none that is yet to come', () => {
    const ring = ringOf({ count: 2 }, 'a', 'b', 'c')
    for (const seq of [-1, 0, 1, 4, 5]) expect(ring.at(seq)).toBeUndefined()
  })

  it('forgets everything at a cut and leaves one number unused', () => {
    const ring = ringOf({}, 'a', 'b')
    ring.cut()
    expect([ring.first, ring.next, ring.bytes]).toEqual([4, 4, 0])
    ring.push(ROUTE, 'c')
    expect(ring.at(3)).toBeUndefined()
    expect(kept(ring)).toEqual(['c'])
  })

  it('leaves a number unused at a cut of an empty ring too', () => {
    const ring = ringOf({})
    ring.cut()
    ring.cut()
    expect([ring.first, ring.next]).toEqual([3, 3])
  })

  it('holds its bounds, without a hole, after any pushes and cuts', () => {
    const limits = { count: 5, bytes: 40 }
    const steps = fc.array(fc.oneof({ weight: 9, arbitrary: fc.nat(60) }, fc.constant('cut')))
    fc.assert(
      fc.property(steps, (steps) => {
        const ring = new Ring(limits)
        let model: string[] = []
        for (const step of steps) {
          if (typeof step === 'number') {
            const text = 'x'.repeat(step)
            ring.push(ROUTE, text)
            model.push(text)
          } else {
            ring.cut()
            model = []
          }
          const bytes = () => model.join('').length
          while (model.length > limits.count || (bytes() > limits.bytes && model.length > 1)) {
            model.shift()
          }
          expect(kept(ring)).toEqual(model)
          expect(ring.bytes).toBe(bytes())
        }
      }),
    )
  })
})
