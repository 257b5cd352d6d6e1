import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw } from '../draw-for-tests'
import { MarksAmong, MarksOf, MOST_MARKS, OwnMarks } from './marks'
import { type Manner, revealText } from './reveal-text'
import { VisibleText } from './visible-text'

const marked = (times: number) => 'a\u200b'.repeat(times)
const list = (texts: readonly string[]) =>
  texts.map((text, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: drawn once
    <p key={index}>
      <VisibleText text={text} manner="code" />
    </p>
  ))

describe('the marks of a view', () => {
  it('are elements as long as all of them are few, however many texts there are', () => {
    const texts = [
      marked(MOST_MARKS - 10),
      ...Array.from({ length: 300 }, () => 'plain'),
      marked(10),
    ]
    const { marks, html } = draw(
      <MarksOf texts={texts} manner="code">
        {list(texts)}
      </MarksOf>,
    )
    expect(marks).toBe(MOST_MARKS)
    expect(html).not.toContain('[ZWSP]')
  })

  it('are shared where they are many, and the rest is written as text', () => {
    for (const count of [1, 10, 500, 5_000]) {
      const texts = Array.from({ length: count }, () => marked(400))
      const { marks, html, elements } = draw(
        <MarksOf texts={texts} manner="code">
          {list(texts)}
        </MarksOf>,
      )
      expect(marks).toBeLessThanOrEqual(MOST_MARKS)
      expect(elements).toBeLessThanOrEqual(2 * count + 2 * MOST_MARKS)
      if (count > 1) expect(html).toContain('a[ZWSP]a[ZWSP]')
    }
  })

  it('are shared again by what is within, and those of what is opened are its own', () => {
    const texts = Array.from({ length: 8 }, () => marked(400))
    const parts = Array.from({ length: 8 }, (_, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: drawn once
      <MarksAmong key={index} count={texts.length}>
        {list(texts)}
      </MarksAmong>
    ))
    expect(draw(<MarksAmong count={8}>{parts}</MarksAmong>).marks).toBeLessThanOrEqual(MOST_MARKS)
    const opened = <OwnMarks>{list([marked(200)])}</OwnMarks>
    expect(draw(<MarksAmong count={500}>{opened}</MarksAmong>).marks).toBe(200)
  })

  it('beyond the budget name a look-alike by the word that it is in', () => {
    const { html } = draw(<VisibleText text={'x\u200bp\u0430ypal'} manner="words" most={1} />)
    expect(html).toContain('\u0430[U+0430]ypal')
  })

  it('beyond the budget leave nothing that does not show, or that takes along what follows', () => {
    const units = fc.constantFrom('\u202e', '\u200b', '\u2066', '\u05d0', '\u0430', 'pay', ' ', '"')
    const manners = fc.constantFrom<Manner>('code', 'name')
    fc.assert(
      fc.property(fc.string({ unit: units, maxLength: 30 }), manners, (text, manner) => {
        const { html } = draw(<VisibleText text={text} manner={manner} most={0} />)
        expect(html).not.toMatch(/[\u202e\u200b\u2066]/)
        // A phrase from the right ends where what is from the left goes on.
        const phrases = revealText(text, manner).filter(({ kind }) => kind === 'right-to-left')
        expect(html.split('\u200e').length - 1).toBe(phrases.length)
      }),
    )
  })
})
