// @ts-check
import { expect, test } from 'vitest'
import { excerpt, explain, Interrupted, SetupError } from './say.mjs'

/** @param {unknown} error */
function explained(error) {
  /** @type {string[]} */
  const lines = []
  explain(error, (line) => lines.push(line))
  return lines
}

test('a foreseen failure is one sentence, below what the program itself said', () => {
  const error = new SetupError('Mend it.', { details: 'E_BROKEN' })
  expect(explained(error)).toEqual(['E_BROKEN', 'Mend it.'])
})

test('a bug of ours is told with its stack', () => {
  expect(explained(new TypeError('oops')).join()).toMatch(/TypeError: oops\n +at /)
})

test('an interruption is not told at all', () => {
  expect(explained(new Interrupted())).toEqual([])
})

test('of a long output, both ends are shown', () => {
  const lines = Array.from({ length: 100 }, (_, i) => `line ${i}`)
  const shown = excerpt(lines.join('\n')).split('\n')
  expect(shown).toHaveLength(25)
  expect([shown[0], shown[12], shown[24]]).toEqual(['line 0', '  [… 76 lines …]', 'line 99'])
  expect(excerpt(lines.slice(0, 25).join('\n'))).not.toContain('…')
})
