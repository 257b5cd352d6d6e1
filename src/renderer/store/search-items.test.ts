import { expect, it } from 'vitest'
import { piecesOf } from './search-items'

it.each([
  ['abc', [], ['abc']],
  ['abc', [0, 1, 2], ['[abc]']],
  ['pagination', [0, 1, 2, 9], ['[pag]', 'inatio', '[n]']],
  ['', [], []],
])('%j in pieces, with %j marked', (text, fits, pieces) => {
  expect(piecesOf(text, fits).map((it) => (it.fits ? `[${it.text}]` : it.text))).toEqual(pieces)
})
