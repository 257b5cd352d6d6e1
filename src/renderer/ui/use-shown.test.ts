import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutMiddle, firstLines } from './use-shown'

describe('cutting the middle out of a text', () => {
  it('leaves a short one whole', () => {
    expect(cutMiddle('a'.repeat(30), 20, 10)).toEqual({ head: 'a'.repeat(30), hidden: 0, tail: '' })
  })

  it('loses nothing but what it counts, and never half of a character', () => {
    const texts = fc.array(fc.constantFrom('a', ' ', '\n', '👋', '\r\n'), { maxLength: 300 })
    fc.assert(
      fc.property(texts, fc.nat(60), fc.nat(30), (letters, head, tail) => {
        const text = letters.join('')
        const cut = cutMiddle(text, head + 2, tail)
        expect(text.startsWith(cut.head)).toBe(true)
        expect(text.endsWith(cut.tail)).toBe(true)
        expect(cut.head.length + cut.hidden + cut.tail.length).toBe(text.length)
        expect(cut.hidden).toBeGreaterThanOrEqual(0)
        // Half of a character cannot be encoded.
        expect(() => encodeURIComponent(cut.head + cut.tail)).not.toThrow()
      }),
    )
  })

  it('cuts at the end of a line where there is one near', () => {
    const { head, tail } = cutMiddle('one\ntwo\nthree\nfour\nfive\nsix\n', 10, 6)
    expect([head, tail]).toEqual(['one\ntwo\n', 'five\nsix\n'])
  })
})

it('the first lines of a text are whole', () => {
  expect(firstLines('one\ntwo\nthree', 2)).toBe('one\ntwo')
  expect(firstLines('one\ntwo\nthree', 3)).toBe('one\ntwo\nthree')
  expect(firstLines('', 3)).toBe('')
})
