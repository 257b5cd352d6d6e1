import { describe, expect, it } from 'vitest'
import { html } from './html-for-tests'
import { mendTail } from './mend'
import { splitMarkdown } from './split'

describe('mending what is half written', () => {
  it.each([
    ['a **bold', 'a **bold**'],
    ['a **bold*', 'a **bold**'],
    ['a **', 'a'],
    ['a *b **c', 'a *b **c***'],
    ['**bold ', '**bold**'],
    ['a ~~gone', 'a ~~gone~~'],
    ['a `co', 'a `co`'],
    ['a `', 'a'],
    ['a ``co`', 'a ``co``'],
    ['**a `b', '**a `b`**'],
    ['see [the docs', 'see the docs'],
    ['see [the docs]', 'see the docs'],
    ['see [the docs](https://a.b/c_d', 'see the docs'],
    ['see ![a cat](htt', 'see a cat'],
    ['- one\n- **two', '- one\n- **two**'],
    ['- one\n-', '- one'],
    ['Words\n--', 'Words'],
    ['Words\n\n##', 'Words\n'],
    ['Words\n``', 'Words'],
    ['> quote **b', '> quote **b**'],
    ['# Head *x', '# Head *x*'],
  ])('%j is shown as %j', (text, mended) => {
    expect(mendTail(text)).toBe(mended)
  })

  it.each([
    'plain words',
    'a * b * c',
    '2 * 3',
    'snake_case_name',
    'list[0',
    'a **b** c',
    'see [x](https://a.b) and',
    '`a` and `b`',
    'count\n12',
    '- [x] done',
    '\\*not',
  ])('%j is left alone', (text) => {
    expect(mendTail(text)).toBe(text)
  })

  it('makes a table of its first lines, however far they are', () => {
    for (const text of [
      '| a',
      '| a | b',
      '| a | b |',
      '| a | b |\n',
      '| a | b |\n|',
      '| a | b |\n| --- | -',
    ]) {
      expect(html(mendTail(text)), text).toContain('<th>a</th>')
    }
    const whole = '| a | b |\n| :-- | --- |\n| c'
    expect(mendTail(whole)).toBe(whole)
  })

  it('never shows markup at any moment of an answer', () => {
    const answer = [
      '# A title with `code`',
      'Some **bold**, *slanted*, ***both***, ~~gone~~ and `co*d*e` words, [a link](https://a.b/c_(d)?x=*y) too.',
      '- one **two**\n- *three*\n  - `four`\n- [x] done\n- [ ] to do',
      '1. first\n2. second __strong__',
      '| Tool | Does |\n| :--- | ---: |\n| `bash` | **runs** |\n| x | y |',
      '> A *quote*\n> on two lines',
      '---',
      '```ts\nconst a = `**b**`\n```',
      'The end.',
    ].join('\n\n')
    for (let length = 1; length <= answer.length; length += 1) {
      const { blocks } = splitMarkdown(answer.slice(0, length))
      const tail = blocks.at(-1)
      if (tail?.kind !== 'markdown') continue
      const words = html(mendTail(tail.text))
        .replace(/<code>.*?<\/code>/g, '')
        .replace(/<[^>]*>/g, '')
      expect(words, answer.slice(Math.max(0, length - 60), length)).not.toMatch(
        /[*`~|#[\]]|__|\]\(|--/,
      )
    }
  })
})
