import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MOST_LEVELS, shallowJson } from './shallow-json'

const nested = (levels: number, inner = '') => `${'['.repeat(levels)}${inner}${']'.repeat(levels)}`
const LONG = { maxLength: 600, size: 'max' } as const
const read = (json: string): unknown => JSON.parse(shallowJson(json))

it('what is not too deep stays as it is, to the letter', () => {
  for (const json of [
    '{}',
    '{ "a" : 1.0 }',
    `{"a": ${nested(MOST_LEVELS - 1)}}`,
    `[${'[1],{"a":2},'.repeat(1_000)}3]`,
    JSON.stringify({ text: '[{"'.repeat(1_000), path: '\\'.repeat(999), end: '\\"' }),
    `"${'['.repeat(1_000)}`,
  ]) {
    expect(shallowJson(json)).toBe(json)
  }
})

it.each([201, 3_500, 6_000, 200_000])('%i levels become a text that holds all of it', (levels) => {
  const json = `{"a":${nested(levels, '{"b":"]\\"["}')},"c":[1]}`
  let value: unknown = read(json)
  expect(value).toMatchObject({ c: [1] })
  value = Reflect.get(Object(value), 'a')
  let count = 1
  for (; Array.isArray(value); count += 1) [value] = value
  expect(count).toBe(MOST_LEVELS)
  expect(value).toBe(nested(levels + 1 - MOST_LEVELS, '{"b":"]\\"["}'))
})

it('every such place is found, and what stands between them stays', () => {
  const deep = nested(MOST_LEVELS + 100)
  expect(shallowJson(`[${deep},"é[",${deep}]`).match(/é\[/g)).toHaveLength(1)
  const [one, between, other] = read(`[${deep}, "é[", ${deep}]`) as unknown[]
  expect(between).toBe('é[')
  expect(other).toEqual(one)
})

it('any value is copied and written afterwards, and nothing of it is lost', () => {
  const around = fc.constantFrom('[', '{"a":')
  const stringUnit = fc.constantFrom('a[', 'b{', ']', '}', '"', '\\', 'é', '\n')
  fc.assert(
    fc.property(fc.json({ maxDepth: 3, stringUnit }), fc.array(around, LONG), (inner, opened) => {
      const closed = opened.toReversed().map((it) => (it === '[' ? ']' : '}'))
      const json = `${opened.join('')}${inner}${closed.join('')}`
      expect(deepest(read(json))).toBeLessThanOrEqual(MOST_LEVELS)
      expect(unfolded(read(json))).toEqual(JSON.parse(json))
    }),
  )
})

it.each(['', ']', '}]'.repeat(500), '['.repeat(500), '{"a":"'.repeat(500), `[${'"'.repeat(999)}`])(
  'what is no JSON harms nothing: %.9s',
  (text) => {
    expect(shallowJson(text)).toBe(text)
  },
)

function deepest(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(deepest))
}

/** The value again, with what became a text because of its depth. */
function unfolded(value: unknown, depth = 0): unknown {
  if (depth === MOST_LEVELS && typeof value === 'string' && /^[[{]/.test(value)) {
    return JSON.parse(value)
  }
  if (Array.isArray(value)) return value.map((it) => unfolded(it, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, it]) => [name, unfolded(it, depth + 1)]),
  )
}
