import { between } from '../between'
import { fieldOf, listIn, numberIn, textIn } from './fields'

/** What the `read` tool saw. */
export type Seen =
  | { kind: 'file'; path: string; text: string; firstLine: number; note: string }
  | { kind: 'folder'; entries: readonly string[]; note: string }

const SHOWN_LINES = 2_000

/**
 * Reads what the engine's `read` answered: beside the output, or from the output itself when the
 * engine is another (opencode 1.18 gives both).
 * @returns undefined when it is neither a file's text nor a folder
 */
export function readOutput(output: string, metadata: unknown): Seen | undefined {
  return fromDisplay(fieldOf(metadata, 'display')) ?? fromOutput(output)
}

function fromDisplay(display: unknown): Seen | undefined {
  if (textIn(display, 'type') === 'directory') {
    const entries = listIn(display, 'entries').filter((it) => typeof it === 'string')
    const total = numberIn(display, 'totalEntries') ?? entries.length
    return { kind: 'folder', entries, note: partOf(entries.length, total, 'entries') }
  }
  const text = fieldOf(display, 'text')
  if (typeof text !== 'string') return undefined
  const firstLine = numberIn(display, 'lineStart') ?? 1
  const total = numberIn(display, 'totalLines')
  return file(textIn(display, 'path'), text, firstLine, total)
}

function fromOutput(output: string): Seen | undefined {
  const content = between(output, '<content>\n', '</content>')
  if (content === undefined) return undefined
  const lines: string[] = []
  let firstLine: number | undefined
  const { head, isCut } = firstLines(content, SHOWN_LINES)
  for (const line of head.split('\n')) {
    const number = numberOf(line)
    if (number === undefined) continue
    firstLine ??= number
    lines.push(line.slice(line.indexOf(' ') + 1))
  }
  const path = between(output, '<path>', '</path>') ?? ''
  return file(path, lines.join('\n'), firstLine ?? 1, isCut ? lastNumber(content) : undefined)
}

function numberOf(line: string): number | undefined {
  const [, number] = /^([0-9]{1,15}): /.exec(line) ?? []
  return number === undefined ? undefined : Number(number)
}

// What the engine says behind the last line takes a few (opencode 1.18).
const LINES_BEHIND = 5

/** The number of the last line that has one. */
function lastNumber(content: string): number | undefined {
  let end = content.length
  for (let count = 0; count < LINES_BEHIND && end > 0; count += 1) {
    const start = content.lastIndexOf('\n', end - 1) + 1
    const number = numberOf(content.slice(start, Math.min(end, start + 20)))
    if (number !== undefined) return number
    end = start - 1
  }
  return undefined
}

function file(path: string, text: string, firstLine: number, total: number | undefined): Seen {
  const { head, count, isCut } = firstLines(text, SHOWN_LINES)
  const last = firstLine + count - 1
  const all = total ?? (isCut ? countLines(text) : count)
  const isPart = firstLine > 1 || last < all
  return {
    kind: 'file',
    path,
    text: head,
    firstLine,
    note: isPart ? `Lines ${firstLine} to ${last} of ${Math.max(all, last)}` : '',
  }
}

/** The first lines of a text, looking at no more of it. */
function firstLines(text: string, most: number): { head: string; count: number; isCut: boolean } {
  let end = -1
  for (let count = 1; count <= most; count += 1) {
    end = text.indexOf('\n', end + 1)
    if (end < 0) return { head: text, count, isCut: false }
  }
  return { head: text.slice(0, end), count: most, isCut: true }
}

function countLines(text: string): number {
  let count = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

const partOf = (shown: number, all: number, what: string) =>
  shown < all ? `${shown.toLocaleString('en')} of ${all.toLocaleString('en')} ${what}` : ''
