import { expect, it } from 'vitest'
import { text } from '../../store/fixtures'
import { charsIn, countFitting, endAfter, isTooMuch, startBefore } from './amounts'

const ids = (count: number) => Array.from({ length: count }, (_, index) => `prt_${index}`)
const most = { count: 100, chars: 100_000 }

it('so many fit as are no more together, and always one', () => {
  expect(countFitting([], most, () => 0)).toBe(0)
  expect(countFitting(ids(30), most, () => 1_000)).toBe(30)
  expect(countFitting(ids(10_000), most, () => 0)).toBe(100)
  expect(countFitting(ids(10_000), most, () => 20_000)).toBe(5)
  expect(countFitting(ids(3), most, () => 1_000_000)).toBe(1)
})

it('those at the start fit', () => {
  expect(countFitting(['short', 'long'], most, (id) => (id === 'long' ? 100_000 : 1))).toBe(1)
})

it('a part is as much as is shown of it', () => {
  expect(charsIn(text('prt_1', 'msg_1', 'word'))).toBe(4)
  expect(charsIn(text('prt_1', 'msg_1', 'a'.repeat(10_000_000)))).toBe(24_000)
})

it('of a list, what may be laid out at once is its end, or its start', () => {
  expect(startBefore(ids(250), 250, () => 10)).toBe(150)
  expect(startBefore(ids(250), 150, () => 10)).toBe(50)
  expect(startBefore(ids(250), 50, () => 10)).toBe(0)
  expect(endAfter(ids(250), 0, () => 10)).toBe(100)
  expect(endAfter(ids(250), 200, () => 10)).toBe(250)
})

it('a message that grows is too much once it is twice that', () => {
  expect(isTooMuch(ids(200), () => 1_000)).toBe(false)
  expect(isTooMuch(ids(201), () => 1)).toBe(true)
  expect(isTooMuch(ids(26), () => 8_000)).toBe(true)
})
