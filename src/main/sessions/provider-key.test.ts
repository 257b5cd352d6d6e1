import { expect, it } from 'vitest'
import { readKey } from './provider-key'

const KEY = 'sk-a_B.4711+/=='

it.each([
  KEY,
  ` ${KEY}\r\n`,
  `“${KEY}”`,
  `'${KEY}'`,
  `\`${KEY}\``,
  `«\u00a0${KEY}\u00a0»`,
  `\u200b${KEY}\ufeff\u2060`,
])('a key is read without what pasting brings along: %j', (pasted) => {
  expect(readKey(pasted)).toBe(KEY)
})

it.each([
  ['a line', 'sk-sec\nret', '000A'],
  ['a space that does not break', 'sk-sec\u00a0ret', '00A0'],
  ['a sign without a width', 'sk-sec\u200bret', '200B'],
  ['a curly quote', 'sk-sec”ret', '201D'],
  ['a sign beyond 16 bits', 'sk-sec😀ret', '1F600'],
  ['dots for the rest', 'sk-sec…ret', '2026'],
])('one with %s inside is refused by its name, and not said', (_what, pasted, code) => {
  const refusal = { code: 'invalid_input', message: expect.stringContaining(`U+${code}`) }
  expect(() => readKey(pasted)).toThrow(expect.objectContaining(refusal))
  expect(() => readKey(pasted)).not.toThrow(/sk-|sec|ret$/)
})

it('one of quotes alone is none', () => {
  expect(() => readKey(' “” ')).toThrow(/nothing in it/)
})

it('the key of a service is JSON, with lines and all signs', () => {
  const key = '{\n  "id": "x…"\n}'
  expect(readKey(` ${key}\n`)).toBe(key)
  expect(() => readKey('{\n"id": …')).toThrow(/U\+000A/)
})
