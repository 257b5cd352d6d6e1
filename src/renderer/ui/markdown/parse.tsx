import type { ReactNode } from 'react'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { elements } from './elements'
import { mendTail } from './mend'
import type { MarkdownBlock } from './split'

// What is on the screen, and some screens above and below: it comes back without being parsed.
const KEPT_BLOCKS = 400

const PLUGINS = [remarkGfm]
const kept = new Map<string, ReactNode>()

/** What a finished block shows. It is parsed once; showing it again costs nothing. */
export function parseBlock({ text, links }: MarkdownBlock): ReactNode {
  const source = links === '' ? text : `${links}\n\n${text}`
  const known = kept.get(source)
  const parsed = known ?? parse(source)
  // A Map keeps the order of insertion: what was shown last is dropped last.
  kept.delete(source)
  kept.set(source, parsed)
  const [oldest] = kept.keys()
  if (kept.size > KEPT_BLOCKS && oldest !== undefined) kept.delete(oldest)
  return parsed
}

/** What a block that is still being written shows: without the markup that is not finished. */
export function parseTail({ text, links }: MarkdownBlock): ReactNode {
  const mended = mendTail(text)
  return parse(links === '' ? mended : `${links}\n\n${mended}`)
}

/** Raw HTML stays what it is: words. An address is judged where it is shown. */
const parse = (source: string): ReactNode =>
  ReactMarkdown({
    children: source,
    remarkPlugins: PLUGINS,
    components: elements,
    urlTransform: (address) => address,
  })
