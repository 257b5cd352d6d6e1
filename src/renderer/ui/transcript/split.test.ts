import { describe, expect, it } from 'vitest'
import { countBefore, firstInFlow, isShift, isTooLong } from './split'

// They descend, as the engine's do over the day on which they begin anew.
const idOf = (at: number) => `msg_${9_999 - at}_${at}`
const ids = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => idOf(from + index))
const unknown = () => undefined
const light = () => 1

describe('where the flow of a transcript begins', () => {
  it('is the first message when there are few, however many come later', () => {
    expect(firstInFlow(ids(1, 30), light)).toBe('')
    expect(countBefore(ids(1, 60), '', unknown)).toBe(0)
  })

  it('is near the end when there are many', () => {
    expect(countBefore(ids(1, 100), firstInFlow(ids(1, 100), light), unknown)).toBe(84)
  })

  it('is above who reads near the end, so that they find all as it was', () => {
    expect(firstInFlow(ids(1, 100), light, idOf(80))).toBe(idOf(76))
    expect(firstInFlow(ids(1, 100), light, idOf(99))).toBe(idOf(85))
    expect(firstInFlow(ids(1, 100), light, idOf(2))).toBe(idOf(85))
  })

  it('is where some screens of work are behind it, and never behind the last message', () => {
    const starts = [100, 20_000, 40_000, 80_000, 1_000_000].map((work) =>
      countBefore(
        ids(1, 30),
        firstInFlow(ids(1, 30), () => work),
        unknown,
      ),
    )
    expect(starts).toEqual([0, 26, 28, 29, 29])
    expect(firstInFlow(ids(1, 30), () => 20_000, idOf(5))).toBe(idOf(27))
    expect(firstInFlow([], light)).toBe('')
  })

  it('asks for the work of no more messages than that takes', () => {
    const asked: string[] = []
    const workOf = (id: string) => {
      asked.push(id)
      return 30_000
    }
    firstInFlow(ids(1, 5_000), workOf)
    expect(asked).toEqual([idOf(5_000), idOf(4_999), idOf(4_998)])
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
