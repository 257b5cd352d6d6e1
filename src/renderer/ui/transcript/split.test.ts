import { describe, expect, it } from 'vitest'
import { countBefore, firstInFlow, isShift, isTooLong } from './split'

// They descend, as the engine's do over the day on which they begin anew.
const idOf = (at: number) => `msg_${9_999 - at}_${at}`
const ids = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => idOf(from + index))
const unknown = () => undefined

describe('where the flow of a transcript begins', () => {
  it('is the first message when there are few, however many come later', () => {
    expect(firstInFlow(ids(1, 30))).toBe('')
    expect(countBefore(ids(1, 60), '', unknown)).toBe(0)
  })

  it('is near the end when there are many', () => {
    expect(countBefore(ids(1, 100), firstInFlow(ids(1, 100)), unknown)).toBe(84)
  })

  it('is above who reads near the end, so that they find all as it was', () => {
    expect(firstInFlow(ids(1, 100), idOf(80))).toBe(idOf(76))
    expect(firstInFlow(ids(1, 100), idOf(99))).toBe(idOf(85))
    expect(firstInFlow(ids(1, 100), idOf(2))).toBe(idOf(85))
  })

  it('is nearer to the end when messages are long, and above one of them at least', () => {
    const all = ids(1, 20)
    const countFor = (chars: number, readFrom?: string) =>
      countBefore(
        all,
        firstInFlow(all, readFrom, () => chars),
        unknown,
      )
    expect(countFor(1_000)).toBe(0)
    expect(countFor(6_000)).toBe(15)
    expect(countFor(100_000)).toBe(19)
    expect(countFor(6_000, idOf(18))).toBe(15)
    expect(countFor(6_000, idOf(2))).toBe(15)
  })

  it('stays at its message when pages come before it, or when that is removed', () => {
    const others = ids(1, 200).filter((id) => id !== idOf(150))
    expect(countBefore(ids(1, 200), idOf(150), unknown)).toBe(149)
    expect(countBefore(others, idOf(150), () => 149)).toBe(149)
  })

  it('is at the end when its message and all after it are undone', () => {
    expect(countBefore(ids(1, 100), idOf(150), () => 149)).toBe(100)
  })

  it('is somewhere else when its message is not known any more', () => {
    expect(countBefore(ids(1, 100), idOf(150), unknown)).toBeUndefined()
  })

  it('is to be moved once it has become long', () => {
    expect([isTooLong(60), isTooLong(61)]).toEqual([false, true])
  })
})

describe('a change at the start', () => {
  it('is told from one at the end', () => {
    expect(isShift(ids(50, 100), ids(1, 100))).toBe(true)
    expect(isShift(ids(1, 100), ids(50, 100))).toBe(true)
    expect(isShift(ids(1, 100), ids(1, 120))).toBe(false)
    expect(isShift([], ids(1, 120))).toBe(false)
  })
})
