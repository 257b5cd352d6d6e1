import fc from 'fast-check'
import { expect, it } from 'vitest'
import { manualClock } from './clock-fixture'
import { Countdowns } from './countdowns'

type Step =
  | { do: 'start'; id: number; ms: number }
  | { do: 'cancel'; id: number }
  | { do: 'tick'; ms: number }
  | { do: 'hold' | 'release' }

const id = fc.integer({ min: 1, max: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('start' as const), id, ms: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ do: fc.constant('cancel' as const), id }),
  fc.record({ do: fc.constant('tick' as const), ms: fc.integer({ min: 0, max: 30 }) }),
  fc.record({ do: fc.constantFrom('hold' as const, 'release' as const) }),
)

it('each ends once, after the time that was not held, and never when it was called off', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const clock = manualClock()
      const countdowns = new Countdowns(clock)
      const ended: number[] = []
      const left = new Map<number, number>()
      const expected: number[] = []
      let isHeld = false
      for (const it of steps) {
        if (it.do === 'start') {
          countdowns.start(it.id, it.ms, () => ended.push(it.id))
          left.set(it.id, it.ms)
        } else if (it.do === 'cancel') {
          countdowns.cancel(it.id)
          left.delete(it.id)
        } else if (it.do === 'tick') {
          clock.tick(it.ms)
          for (const [key, ms] of isHeld ? [] : [...left]) {
            if (ms <= it.ms) {
              left.delete(key)
              expected.push(key)
            } else left.set(key, ms - it.ms)
          }
        } else {
          isHeld = it.do === 'hold'
          if (isHeld) countdowns.hold()
          else countdowns.release()
        }
        expect([...ended].sort()).toEqual([...expected].sort())
      }
    }),
  )
})
