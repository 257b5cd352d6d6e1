import { expect, it } from 'vitest'
import { countFitting } from './last-parts'

const ids = (count: number) => Array.from({ length: count }, (_, index) => `prt_${index}`)

it('so many parts of a message are shown at once, fewer where they are long, and always one', () => {
  expect(countFitting([], () => 0)).toBe(0)
  expect(countFitting(ids(30), () => 1_000)).toBe(30)
  expect(countFitting(ids(10_000), () => 0)).toBe(100)
  expect(countFitting(ids(10_000), () => 20_000)).toBe(5)
  expect(countFitting(ids(3), () => 1_000_000)).toBe(1)
})
