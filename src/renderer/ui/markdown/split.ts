import { canOpen, closesFence, readFence } from '../../store/code-fence'
import { linkBlocks } from './links'

/** A top-level block of a Markdown text, or several that are shown alike when put together. */
export type Block = MarkdownBlock | CodeBlock

export interface MarkdownBlock {
  readonly kind: 'markdown'
  readonly start: number
  readonly text: string
  /** Link references from elsewhere in the text that this block uses, as Markdown to stand before it. */
  readonly links: string
}

/** A fenced block of code. */
export interface CodeBlock {
  readonly kind: 'code'
  readonly start: number
  readonly text: string
  readonly language: string
  /** Whether its closing fence is missing, or the line of its opening one is not finished. */
  readonly isOpen: boolean
}

/** A text and what it was split into. */
export interface Split {
  readonly text: string
  readonly blocks: readonly Block[]
}

const ITEM = /^( *)(?:[-+*]|\d{1,9}[.)])(?:$|[ \t]+)/
const FOOTNOTE = /^ {0,3}\[\^[^\]\s]+\]:/m
// HTML that goes on through blank lines, until its end mark (CommonMark 4.6, kinds 1 to 5).
const LONG_HTML: readonly (readonly [RegExp, RegExp])[] = [
  [/^ {0,3}<(?:script|pre|style|textarea)(?:[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^ {0,3}<!--/, /-->/],
  [/^ {0,3}<\?/, /\?>/],
  [/^ {0,3}<!\[CDATA\[/, /\]\]>/],
  [/^ {0,3}<![a-z]/i, />/],
]

/**
 * Splits a Markdown text where one top-level block surely ends and another begins. Blocks that it
 * has in common with `before`, and that stay as they are, are the identical objects: so of a
 * growing text only the last block is new, whatever its length.
 *
 * Two blocks may come as one, which costs time and changes nothing. A text with footnotes is one
 * block, because they belong to all of it.
 */
export function splitMarkdown(text: string, before?: Split): Split {
  if (before?.text === text) return before
  const grown = before !== undefined && text.startsWith(before.text) ? before : undefined
  if (FOOTNOTE.test(grown ? text.slice(lastLine(grown.text)) : text) || isWhole(grown)) {
    return { text, blocks: [{ kind: 'markdown', start: 0, text, links: '' }] }
  }
  const kept = grown ? settled(grown) : []
  const fresh = scan(text, grown?.blocks[kept.length]?.start ?? 0)
  const blocks = linkBlocks([...kept, ...fresh], before?.blocks ?? [])
  return { text, blocks }
}

const isWhole = (split: Split | undefined): boolean =>
  split?.blocks.length === 1 && FOOTNOTE.test(split.blocks[0]?.text ?? '')

const lastLine = (text: string) => text.lastIndexOf('\n') + 1

/** What no text that follows can change: all before the last block that has a finished line. */
function settled({ text, blocks }: Split): readonly Block[] {
  const line = lastLine(text)
  let count = blocks.length - 1
  while (count > 0 && (blocks[count]?.start ?? 0) >= line) count -= 1
  return blocks.slice(0, Math.max(0, count))
}

function scan(text: string, from: number): Block[] {
  const blocks: Block[] = []
  let start = from
  let at = from
  let wasBlank = false
  // Where the text of the list's last item begins, in columns: what stands there belongs to it.
  let itemColumn: number | undefined
  // A line at the edge, within a list: it goes on with the item's paragraph, or has ended the list
  // when the item ends in something else, a heading say.
  let mayHaveLeft = false
  let htmlEnd: RegExp | undefined

  const flush = (end: number) => {
    const piece = text.slice(start, end)
    if (piece.trim() !== '') {
      // A blank line before would do nothing, but spaces at the start of a line may.
      const body = piece.replace(/^(?:[ \t]*\n)+/, '').trimEnd()
      blocks.push({ kind: 'markdown', start: start + piece.indexOf(body), text: body, links: '' })
    }
    start = end
    itemColumn = undefined
    mayHaveLeft = false
  }

  while (at < text.length) {
    const end = endOfLine(text, at)
    const line = text.slice(at, end)
    const next = Math.min(end + 1, text.length)
    if (htmlEnd) {
      if (htmlEnd.test(line)) htmlEnd = undefined
      at = next
      continue
    }
    const fence = openFence(line)
    const isAtEdge = /^\S/.test(line)
    // Whether it is the item's or stands by itself decides where it ends: all that follows is one block.
    if (mayHaveLeft && !isAtEdge && (fence || LONG_HTML.some(([opens]) => opens.test(line)))) break
    if (fence && (itemColumn === undefined || fence.indent < itemColumn)) {
      flush(at)
      const code = scanFence(text, at, fence)
      blocks.push(code.block)
      at = code.end
      start = at
      wasBlank = false
      continue
    }
    const isBlank = line.trim() === ''
    const item = ITEM.exec(line)
    if (!isBlank && wasBlank && isAtEdge && !(item && itemColumn !== undefined)) flush(at)
    if (item && (item[1]?.length ?? 0) < (itemColumn ?? 4)) {
      itemColumn = textColumn(line, item[0])
      mayHaveLeft = false
    } else if (itemColumn !== undefined && isAtEdge) mayHaveLeft = true
    if (itemColumn === undefined || isAtEdge) {
      const html = LONG_HTML.find(([opens]) => opens.test(line))
      if (html && !html[1].test(line.replace(html[0], ''))) htmlEnd = html[1]
    }
    wasBlank = isBlank
    at = next
  }
  flush(text.length)
  return blocks
}

/** Where the text of a list item begins; one column after the marker when it has none yet. */
const textColumn = (line: string, marker: string) =>
  marker.trimEnd().length +
  (line.length > marker.length ? marker.length - marker.trimEnd().length : 1)

const endOfLine = (text: string, at: number) => {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

interface Fence {
  indent: number
  mark: string
  language: string
}

function openFence(line: string): Fence | undefined {
  const fence = readFence(line)
  if (!fence || !canOpen(fence)) return undefined
  return { indent: fence.indent, mark: fence.mark, language: languageOf(fence.info) }
}

// No language has a longer one.
const MOST_NAME_CHARS = 40

/** `ts {1,3}` and `{.ts}` name a language too. */
const languageOf = (info: string) =>
  /[^\s{}.,:]+/.exec(info)?.[0]?.slice(0, MOST_NAME_CHARS).toLowerCase() ?? ''

function scanFence(text: string, start: number, { indent, mark, language }: Fence) {
  const first = endOfLine(text, start)
  const isNamed = first < text.length
  const lines: string[] = []
  let at = first + 1
  while (at <= text.length && isNamed) {
    const end = endOfLine(text, at)
    const line = text.slice(at, end)
    at = end + 1
    if (closesFence(line, mark)) {
      return { block: block(lines, false), end: Math.min(at, text.length) }
    }
    lines.push(withoutMargin(line, indent))
  }
  return { block: block(lines, true), end: text.length }

  function block(content: readonly string[], isOpen: boolean): CodeBlock {
    return { kind: 'code', start, text: content.join('\n'), language, isOpen }
  }
}

function withoutMargin(line: string, indent: number): string {
  let spaces = 0
  while (spaces < indent && line.charAt(spaces) === ' ') spaces += 1
  return line.slice(spaces)
}
