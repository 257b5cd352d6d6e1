import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HEAD, shownBlocks } from './shown-blocks'
import { splitMarkdown } from './split'

const blocksOf = (text: string) => splitMarkdown(text).blocks

describe('which blocks are shown', () => {
  it('is all of an answer as agents write them', () => {
    const blocks = blocksOf(
      '# A\n\nSome words.\n\n- one\n- two\n\n```ts\nlet a\n```\n\n'.repeat(20),
    )
    expect(shownBlocks(blocks, 1)).toEqual({ head: blocks.length, tail: blocks.length })
  })

  it.each([
    ['paragraphs', 'a\n\n'.repeat(5_000)],
    ['signs', `${'*a* '.repeat(1_000)}\n\n`.repeat(20)],
    ['code', `\`\`\`js\n${'1 '.repeat(20_000)}\n\`\`\`\n`.repeat(20)],
  ])('is the beginning and the end of many %s, and more when asked for', (_, text) => {
    const blocks = blocksOf(text)
    const { head, tail } = shownBlocks(blocks, 1)
    expect(head).toBeGreaterThan(0)
    expect(head).toBeLessThanOrEqual(HEAD.blocks)
    expect(tail).toBeGreaterThan(head)
    expect(tail).toBeLessThan(blocks.length)
    expect(shownBlocks(blocks, 2).head).toBeGreaterThan(head)
  })

  it('comes to all in the end', () => {
    const piece = fc.constantFrom('a\n\n', '*b* '.repeat(500), '\n\n', '```\nx\n```\n', '- a\n')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        const blocks = blocksOf(pieces.join(''))
        expect(shownBlocks(blocks, 200)).toEqual({ head: blocks.length, tail: blocks.length })
        const { head, tail } = shownBlocks(blocks, 1)
        expect(head).toBeLessThanOrEqual(tail)
      }),
    )
  })
})
