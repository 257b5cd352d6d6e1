import { toJsxRuntime } from 'hast-util-to-jsx-runtime'
import type { ReactNode } from 'react'
import { Fragment, jsx, jsxs } from 'react/jsx-runtime'
import { elements } from './elements'
import type { ReadMarkdown } from './read-markdown'

const shown = new WeakMap<ReadMarkdown, ReactNode>()

/** What a text that was read shows. It is made once; showing it again costs nothing. */
export function nodeOf(read: ReadMarkdown): ReactNode {
  const known = shown.get(read)
  if (known !== undefined) return known
  const node = toJsxRuntime(read.tree, {
    Fragment,
    jsx,
    jsxs,
    components: elements,
    ignoreInvalidStyle: true,
    passKeys: true,
    passNode: true,
  })
  shown.set(read, node)
  return node
}
