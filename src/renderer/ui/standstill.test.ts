import { describe, expect, it } from 'vitest'
import { manualClock } from '../store/clock-fixture'
import { DEAF_MS, hasMoved, Press, Standstill } from './standstill'

function begin() {
  const clock = manualClock()
  let top = 0
  let seenTop = 0
  const standstill = new Standstill(clock, () => {
    const isInPlace = top === seenTop
    seenTop = top
    return isInPlace
  })
  const seen: boolean[] = []
  standstill.subscribe(() => seen.push(standstill.isStill))
  const move = () => {
    top += 40
  }
  return { clock, standstill, seen, move }
}

describe('a card that came', () => {
  it('can be answered once it has stood for a while, and not before', () => {
    const { clock, standstill, seen } = begin()
    standstill.disturb()
    clock.tick(170)
    expect(standstill.isStill).toBe(false)
    clock.tick(DEAF_MS - 171)
    expect(standstill.isStill).toBe(false)
    clock.tick(1)
    expect(standstill.isStill).toBe(true)
    expect(seen).toEqual([true])
  })

  it('waits anew whenever it moves', () => {
    const { clock, standstill, seen } = begin()
    standstill.disturb()
    clock.tick(DEAF_MS - 1)
    standstill.disturb()
    clock.tick(DEAF_MS - 1)
    expect(standstill.isStill).toBe(false)
    clock.tick(1)
    standstill.disturb()
    expect(standstill.isStill).toBe(false)
    clock.tick(DEAF_MS)
    expect(seen).toEqual([true, false, true])
  })

  it('waits on when it is found elsewhere at the end of the wait', () => {
    const { clock, standstill, move } = begin()
    standstill.disturb()
    move()
    clock.tick(DEAF_MS)
    expect(standstill.isStill).toBe(false)
    clock.tick(DEAF_MS)
    expect(standstill.isStill).toBe(true)
  })

  it('is not answered after it has gone', () => {
    const { clock, standstill } = begin()
    standstill.disturb()
    standstill.stop()
    clock.tick(DEAF_MS)
    expect(standstill.isStill).toBe(false)
  })
})

it('what moved is known by its place and its size', () => {
  const place = { left: 10, top: 20, width: 300, height: 40 }
  expect(hasMoved([place], [{ ...place, top: 20.6 }])).toBe(false)
  for (const key of ['left', 'top', 'width', 'height'] as const) {
    expect(hasMoved([place], [{ ...place, [key]: place[key] + 2 }])).toBe(true)
  }
  expect(hasMoved([], [place])).toBe(true)
})

describe('a press', () => {
  it('counts when it began as an answer, or with nothing', () => {
    const press = new Press()
    expect(press.end()).toBe(true)
    press.begin(true)
    press.hold()
    expect(press.end()).toBe(true)
  })

  it('does not when it began too early, however long the key is held', () => {
    const press = new Press()
    press.begin(false)
    press.hold()
    press.hold()
    expect(press.end()).toBe(false)
    expect(press.end()).toBe(true)
  })

  it('does not when the key was down before the card came', () => {
    const press = new Press()
    press.hold()
    expect(press.end()).toBe(false)
  })
})
