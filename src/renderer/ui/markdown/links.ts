import type { Block, MarkdownBlock } from './split'

// The longest label (CommonMark 4.7), and an address that no page has.
const MOST_LABEL_CHARS = 999
const MOST_DEFINITION_CHARS = 4_000

const DEFINITION = /^ {0,3}\[((?:[^\\[\]]|\\[^\n])+)\]: *\S/

/** What a block defines and uses, by label. */
interface Labels {
  readonly defined: ReadonlyMap<string, string>
  readonly used: ReadonlySet<string>
}

/** Gives each block the definitions that it uses, and keeps the objects that were there before. */
export function linkBlocks(blocks: readonly Block[], before: readonly Block[]): Block[] {
  const definitions = definitionsIn(blocks)
  return blocks.map((block, index) => {
    const links = block.kind === 'markdown' ? linksOf(block, definitions) : ''
    const linked = block.kind === 'markdown' && block.links !== links ? { ...block, links } : block
    const old = before[index]
    return old && isSame(old, linked) ? old : linked
  })
}

function isSame(a: Block, b: Block): boolean {
  if (a.kind !== b.kind || a.start !== b.start || a.text !== b.text) return false
  if (a.kind === 'markdown') return a.links === (b as MarkdownBlock).links
  return b.kind === 'code' && a.language === b.language && a.isOpen === b.isOpen
}

function definitionsIn(blocks: readonly Block[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const block of blocks) {
    if (block.kind !== 'markdown') continue
    // The first one counts (CommonMark 4.7).
    for (const [label, line] of labelsOf(block).defined) {
      if (!found.has(label)) found.set(label, line)
    }
  }
  return found
}

function linksOf(block: MarkdownBlock, definitions: ReadonlyMap<string, string>): string {
  if (definitions.size === 0) return ''
  const { defined, used } = labelsOf(block)
  const links: string[] = []
  for (const label of used) {
    const definition = definitions.get(label)
    if (definition !== undefined && defined.get(label) !== definition) links.push(definition)
  }
  return links.join('\n')
}

const NO_LABELS: Labels = { defined: new Map(), used: new Set() }

// A block that a growing text has behind it is read once.
const known = new WeakMap<Block, Labels>()

function labelsOf(block: MarkdownBlock): Labels {
  if (!block.text.includes('[')) return NO_LABELS
  const before = known.get(block)
  if (before) return before
  const labels = {
    defined: block.text.includes(']:') ? definedIn(block.text) : new Map<string, string>(),
    used: new Set(labelsIn(block.text)),
  }
  known.set(block, labels)
  return labels
}

function definedIn(text: string): Map<string, string> {
  const found = new Map<string, string>()
  if (text.trimStart().startsWith('<')) return found
  for (const line of text.split('\n')) {
    if (line.length > MOST_DEFINITION_CHARS) continue
    const label = DEFINITION.exec(line)?.[1]
    // Footnotes are another matter.
    if (label === undefined || label.startsWith('^')) continue
    if (!found.has(normal(label))) found.set(normal(label), line.trim())
  }
  return found
}

/** What stands in brackets that hold no others, in one pass. */
function* labelsIn(text: string): Iterable<string> {
  let open = -1
  for (let at = text.indexOf('['); at >= 0 && at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '\\') at += 1
    else if (char === '[') open = at + 1
    else if (char === ']' && open >= 0) {
      if (at > open && at - open <= MOST_LABEL_CHARS) yield normal(text.slice(open, at))
      open = -1
    }
  }
}

const normal = (label: string) => label.trim().replace(/\s+/g, ' ').toLowerCase()
