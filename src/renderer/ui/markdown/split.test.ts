import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { html as htmlOf } from './html-for-tests'
import { type Block, type Split, splitMarkdown } from './split'

const texts = (text: string) => splitMarkdown(text).blocks.map((block) => block.text)

/** As it would be shown, without the white space between blocks. */
const html = (text: string) => htmlOf(text).replace(/ class="language-[^"]*"|\s+/g, '')

const sourceOf = (block: Block) => {
  if (block.kind === 'markdown') return block.links ? `${block.links}\n\n${block.text}` : block.text
  const fence = '~~~~~~~~'
  return `${fence}\n${block.text}${block.text === '' ? '' : '\n'}${fence}`
}

/** Each block by itself, put together. */
const htmlOfBlocks = (text: string) =>
  splitMarkdown(text)
    .blocks.map((block) => html(sourceOf(block)))
    .join('')

describe('splitting Markdown', () => {
  it('splits paragraphs, headings, quotes, tables and rules at blank lines', () => {
    const text = '# A\n\nOne\ntwo\n\n> q\n\n| a |\n| - |\n| b |\n\n---\n\nEnd'
    expect(texts(text)).toEqual(['# A', 'One\ntwo', '> q', '| a |\n| - |\n| b |', '---', 'End'])
  })

  it('takes fenced code out, with its language, blank lines and shorter fences within', () => {
    expect(splitMarkdown('Look:\n````TS title=x\na\n\n```\n````\nDone').blocks).toMatchObject([
      { kind: 'markdown', text: 'Look:' },
      { kind: 'code', text: 'a\n\n```', language: 'ts', isOpen: false },
      { kind: 'markdown', text: 'Done' },
    ])
  })

  it('knows code that is still being written, and a fence that is', () => {
    expect(splitMarkdown('```js\nconst a').blocks).toMatchObject([
      { text: 'const a', language: 'js', isOpen: true },
    ])
    expect(splitMarkdown('```j').blocks).toMatchObject([{ kind: 'code', text: '', isOpen: true }])
  })

  it('keeps a list together, whatever is in it', () => {
    for (const list of [
      '- a\n\n- b\n\n  more\n\n  ```js\n  x\n\n  y\n  ```\n\n- c',
      '1. a\n\n   b\n\n2. c\n   - d\n\n     e',
    ]) {
      expect(texts(`${list}\n\nAfter`)).toEqual([list, 'After'])
    }
  })

  it('ends a list where code stands at the margin', () => {
    expect(splitMarkdown('- a\n```js\nx\n\ny\n```\n- b').blocks).toMatchObject([
      { text: '- a' },
      { kind: 'code', text: 'x\n\ny' },
      { text: '- b' },
    ])
  })

  it('keeps HTML together through blank lines', () => {
    const comment = '<!-- one\n\ntwo -->'
    expect(texts(`${comment}\n\nAfter`)).toEqual([comment, 'After'])
  })

  it('is one block to the end where nobody can tell whose the fence is', () => {
    const text = '- # A\n| b |\n  ```\n\n<!-- '
    expect(htmlOfBlocks(text)).toBe(html(text))
    expect(texts(text)).toEqual([text.trimEnd()])
  })

  it('gives link references to the blocks that use them, also when they come later', () => {
    const { blocks } = splitMarkdown('See [the *docs*][D].\n\nNo link.\n\n[d]: https://a.b "T"')
    const links = blocks.map((it) => it.kind === 'markdown' && it.links)
    expect(links).toEqual(['[d]: https://a.b "T"', '', ''])
  })

  it('leaves a text with footnotes whole', () => {
    const text = 'One[^1]\n\nTwo\n\n[^1]: Note'
    expect(texts(text)).toEqual([text])
    const before = splitMarkdown('One[^1]\n\nTwo\n\n')
    expect(splitMarkdown(text, before).blocks).toHaveLength(1)
  })

  const pieces = fc.constantFrom(
    'word',
    ' ',
    '\n',
    '\n\n',
    '# ',
    '- ',
    '  ',
    '1. ',
    '> ',
    '```',
    '```js\n',
    '~~~\n',
    '| a | b |\n| - | - |\n',
    '**',
    '*',
    '`',
    '---\n',
    '\n- a\n\n  ',
    '[x][y]',
    '\n\n[y]: http://z\n',
    '\n\n<!-- ',
    '-->\n\n',
    '===\n',
  )
  const documents = fc.array(pieces, { maxLength: 24 }).map((list) => list.join(''))

  it('shows what the whole text would show', () => {
    fc.assert(
      fc.property(documents, (text) => {
        expect(htmlOfBlocks(text)).toBe(html(text))
      }),
      { numRuns: 150 },
    )
  })

  it('comes to the same however the text grows', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 5 }), (text, step) => {
        let split: Split | undefined
        for (let length = 0; length < text.length; length += step) {
          split = splitMarkdown(text.slice(0, length), split)
        }
        expect(splitMarkdown(text, split).blocks).toEqual(splitMarkdown(text).blocks)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a growing text', () => {
  const paragraph = 'Some **words** of prose with `code` in it, and [a link](https://a.b).\n\n'
  const section = `## Heading\n\n${paragraph.repeat(3)}- one\n- two\n\n\`\`\`ts\nconst a = 1\n\`\`\`\n\n`
  const answer = section.repeat(Math.ceil(30_000 / section.length))

  it('makes few blocks new for each delta, however long it is', () => {
    let split: Split = splitMarkdown(answer)
    let text = answer
    let most = 0
    let total = 0
    const deltas = section.repeat(4).match(/[\s\S]{1,5}/g) ?? []
    for (const delta of deltas) {
      text += delta
      const next = splitMarkdown(text, split)
      const old = new Set(split.blocks)
      const fresh = next.blocks.filter((block) => !old.has(block))
      most = Math.max(most, fresh.length)
      total += fresh.length
      split = next
    }
    expect(most).toBeLessThanOrEqual(2)
    expect(total).toBeLessThanOrEqual(deltas.length * 1.2)
  })
})
