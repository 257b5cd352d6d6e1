import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeExtent, linesOf, measure, rowsOf } from './rows'

const rows = (text: string) => rowsOf(linesOf(text))
const line = fc.oneof(fc.constant(''), fc.string({ unit: 'binary', maxLength: 3_000 }))

describe('the rows of a text', () => {
  it('are its lines, and one for a run of empty ones', () => {
    const text = `echo one${'\n'.repeat(60)}touch x\n`
    expect(rows(text).map(({ text, blanks }) => (blanks > 0 ? blanks : text))).toEqual([
      'echo one',
      59,
      'touch x',
      '',
    ])
    expect(rows('a\n\n \n\t\n\nb')).toHaveLength(6)
  })

  it('lose nothing', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const text = lines.map((it) => it.replaceAll('\n', ' ').replace(/\r$/, '')).join('\n')
        const put = rows(text)
          .map(({ text: part, isRest, blanks }) =>
            blanks > 0 ? `\n${part.slice(0, -1)}` : `${isRest ? '' : '\n'}${part}`,
          )
          .join('')
          .slice(1)
        expect(put).toBe(text)
      }),
      { numRuns: 60 },
    )
  })

  it('are short where there is much, and whole characters', () => {
    const long = rows(`a${'😀'.repeat(30_000)}`)
    expect(Math.max(...long.map(({ text }) => text.length))).toBeLessThanOrEqual(1_000)
    expect(long.every(({ text }) => !/\p{Cs}/u.test(text))).toBe(true)
    expect(rows('x'.repeat(5_000))).toHaveLength(1)
  })

  it('keep runs of lines of another kind apart', () => {
    const lines = ['+', '+', '+', '-', '-', '-', '-', '-'].map((sign) => ({ sign, text: '' }))
    const put = rowsOf(lines, (one, next) => one.sign === next.sign)
    expect(put.map(({ blanks }) => blanks)).toEqual([0, 0, 0, 5])
  })
})

describe('how much there is', () => {
  const said = (text: string) => describeExtent(measure(linesOf(text)))

  it('is said where it is much', () => {
    expect(said(`a${'\n'.repeat(61)}b`)).toBe('62 lines, 60 of them empty')
    expect(said('a\n'.repeat(1_239))).toBe('1,240 lines')
    expect(said('a'.repeat(12_000))).toBe('1 line, 12,000 characters')
    expect(said('a\nb\nc')).toBe('')
  })
})
