import type { Nodes } from 'hast'
import { describe, expect, it } from 'vitest'
import { BOUNDS } from './bound-tree'
import { asReadMarkdown, readMarkdown } from './read-markdown'

/** Elements and texts of a tree, and how deep they go. */
function measure(node: Nodes, depth = 0): { nodes: number; depth: number } {
  if (!('children' in node)) return { nodes: 1, depth }
  return node.children.reduce(
    (sum, child) => {
      const { nodes, depth: below } = measure(child, depth + 1)
      return { nodes: sum.nodes + nodes, depth: Math.max(sum.depth, below) }
    },
    { nodes: 1, depth },
  )
}

const textOf = (node: Nodes): string =>
  node.type === 'text' ? node.value : 'children' in node ? node.children.map(textOf).join('') : ''

describe('reading Markdown', () => {
  it('is whole where it is not too much', () => {
    const { tree, cutAt } = readMarkdown('# A\n\n- **b**\n\n| c |\n| - |\n| d |')
    expect(cutAt).toBeUndefined()
    expect(textOf(tree).replace(/\s+/g, '')).toBe('Abcd')
  })

  it('leaves HTML as words', () => {
    expect(textOf(readMarkdown('<b onclick="x">a</b>').tree)).toBe('<b onclick="x">a</b>')
  })

  const table = (columns: number, rows: number) =>
    `${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n${'|\n'.repeat(rows)}`

  it.each([
    ['a wide table', table(1_000, 2_000)],
    ['a table of many cells', table(100, 1_000)],
    ['a long table', table(4, 5_000)],
    ['many items', '- a\n'.repeat(5_000)],
    ['many paragraphs', 'a\n\n'.repeat(5_000)],
    ['many words in bold', '**a** '.repeat(5_000)],
    ['deep quotes', `${'> '.repeat(200)}a`],
    ['deep lists', `${'- '.repeat(200)}a`],
    ['deep emphasis', `${'*a **'.repeat(100)}b${'** c*'.repeat(100)}`],
    [
      'a long address many times',
      `[a]: https://a.b/${'c'.repeat(3_000)}\n\n${'[a] '.repeat(5_000)}`,
    ],
  ])('%s is bounded, and the rest of its source is told', (_, source) => {
    const { tree, cutAt } = readMarkdown(source)
    const { nodes, depth } = measure(tree)
    // Line ends between elements are nodes too, and each cell has its text.
    expect(nodes).toBeLessThan(BOUNDS.nodes * 4)
    expect(depth).toBeLessThan(BOUNDS.depth * 2 + 3)
    const size = JSON.stringify(tree).length
    expect(size).toBeLessThan(1_500_000)
    if (cutAt !== undefined) {
      expect(cutAt).toBeGreaterThanOrEqual(0)
      expect(cutAt).toBeLessThan(source.length)
    }
  })

  it('shows of a table as many rows as there is room for, and none of one that is too wide', () => {
    const long = readMarkdown(table(4, 5_000))
    expect(measure(long.tree).nodes).toBeGreaterThan(1_000)
    expect(long.cutAt).toBeGreaterThan(0)
    const wide = readMarkdown(`Words\n\n${table(101, 3)}`)
    expect(textOf(wide.tree)).toBe('Words')
    expect(wide.cutAt).toBe('Words\n\n'.length)
  })

  it('loses no word of what is too deep', () => {
    const { tree, cutAt } = readMarkdown(`${'> '.repeat(60)}deep *words*`)
    expect(cutAt).toBeUndefined()
    expect(textOf(tree)).toContain('deep *words*')
  })

  it('takes of a worker only what it could have answered', () => {
    const read = readMarkdown('a')
    expect(asReadMarkdown(structuredClone(read))).toEqual(read)
    for (const other of [undefined, 'a', {}, { tree: {} }, { tree: { type: 'text', value: '' } }]) {
      expect(asReadMarkdown(other)).toBeUndefined()
    }
    expect(asReadMarkdown({ ...read, cutAt: 'x' })).toBeUndefined()
  })
})
