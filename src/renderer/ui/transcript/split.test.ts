import { describe, expect, it } from 'vitest'
import { countBefore, firstInFlow, isShift, isTooLong } from './split'

const ids = (from: number, to: number) =>
  Array.from(
    { length: to - from + 1 },
    (_, index) => `msg_${String(from + index).padStart(4, '0')}`,
  )

describe('where the flow of a transcript begins', () => {
  it('is the first message when there are few, however many come later', () => {
    expect(firstInFlow(ids(1, 30))).toBe('')
    expect(countBefore(ids(1, 60), '')).toBe(0)
  })

  it('is near the end when there are many', () => {
    expect(countBefore(ids(1, 100), firstInFlow(ids(1, 100)))).toBe(84)
  })

  it('is above who reads near the end, so that they find all as it was', () => {
    expect(firstInFlow(ids(1, 100), 'msg_0080')).toBe('msg_0076')
    expect(firstInFlow(ids(1, 100), 'msg_0099')).toBe('msg_0085')
    expect(firstInFlow(ids(1, 100), 'msg_0002')).toBe('msg_0085')
  })

  it('stays at its message when pages come before it, or when that is removed', () => {
    expect(countBefore(ids(1, 200), 'msg_0150')).toBe(149)
    expect(
      countBefore(
        ids(1, 200).filter((id) => id !== 'msg_0150'),
        'msg_0150',
      ),
    ).toBe(149)
    expect(countBefore(ids(1, 100), 'msg_0150')).toBe(100)
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
