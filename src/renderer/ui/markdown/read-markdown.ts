import type { Nodes, Root } from 'hast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toHast } from 'mdast-util-to-hast'
import { gfm } from 'micromark-extension-gfm'
import { BOUNDS, boundTree } from './bound-tree'

/** A Markdown text as elements, as far as it is shown as such. */
export interface ReadMarkdown {
  readonly tree: Root
  /** Where the rest of the text begins, which is too much to be shown so; undefined without one. */
  readonly cutAt: number | undefined
}

const SYNTAX = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }

/** Reads a Markdown text. Raw HTML stays what it is: words. */
export function readMarkdown(source: string): ReadMarkdown {
  const markdown = fromMarkdown(source, SYNTAX)
  const cutAt = boundTree(markdown, source, BOUNDS)
  const tree = toHast(markdown, { allowDangerousHtml: true })
  const root: Root = tree.type === 'root' ? tree : { type: 'root', children: [] }
  return { tree: withoutHtml(root), cutAt }
}

function withoutHtml<Node extends Nodes>(node: Node): Node {
  delete node.position
  if (!('children' in node)) return node
  const { children } = node
  for (const [index, child] of children.entries()) {
    if (child.type === 'raw') children[index] = { type: 'text', value: child.value }
    else withoutHtml(child)
  }
  return node
}

/** The same of what a worker answers; undefined when it is not that. */
export function asReadMarkdown(answer: unknown): ReadMarkdown | undefined {
  if (typeof answer !== 'object' || answer === null || !('tree' in answer)) return undefined
  const { tree } = answer
  const cutAt = 'cutAt' in answer ? answer.cutAt : undefined
  const isCut = cutAt === undefined || (typeof cutAt === 'number' && cutAt >= 0)
  return isRoot(tree) && isCut ? { tree, cutAt: cutAt as number | undefined } : undefined
}

const isRoot = (tree: unknown): tree is Root =>
  typeof tree === 'object' &&
  tree !== null &&
  'type' in tree &&
  tree.type === 'root' &&
  'children' in tree &&
  Array.isArray(tree.children)
