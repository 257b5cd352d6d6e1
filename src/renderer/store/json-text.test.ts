import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonText, MOST_IN_LINES } from './json-text'

/** Nested lists; written by JSON.parse, which does not recurse. */
const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)

it('a value has a line for each field and item', () => {
  const value = { a: [1, 'b'], c: { d: null }, e: [], f: {} }
  expect(jsonText(value)).toBe(JSON.stringify(value, null, 2))
})

it.each([11, 200, 3_000])('%i levels cost no white space', (levels) => {
  const value = { a: nested(levels - 1) }
  expect(jsonText(value)).toBe(JSON.stringify(value))
})

it('what is long, or has no room left, costs no white space either', () => {
  const value = Array.from({ length: MOST_IN_LINES / 2 }, () => 1)
  expect(jsonText(value)).toBe(JSON.stringify(value))
  expect(jsonText([1, 2], 4)).toBe('[1,2]')
})

it('what is written means the value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 12 }), (value) => {
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

it('what is no JSON is empty', () => {
  expect(jsonText(undefined)).toBe('')
})
