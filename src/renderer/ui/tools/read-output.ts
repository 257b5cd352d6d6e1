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
  const numbered = content
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => /^(\d+): (.*)$/.exec(line))
  const lines = numbered.filter((match) => match !== null)
  const path = between(output, '<path>', '</path>') ?? ''
  return file(path, lines.map((line) => line[2]).join('\n'), Number(lines[0]?.[1] ?? 1), undefined)
}

function file(path: string, text: string, firstLine: number, total: number | undefined): Seen {
  const lines = text.split('\n')
  const shown = lines.slice(0, SHOWN_LINES)
  const all = total ?? lines.length
  const last = firstLine + shown.length - 1
  const isPart = firstLine > 1 || last < all
  return {
    kind: 'file',
    path,
    text: shown.join('\n'),
    firstLine,
    note: isPart ? `Lines ${firstLine} to ${last} of ${Math.max(all, last)}` : '',
  }
}

const partOf = (shown: number, all: number, what: string) =>
  shown < all ? `${shown.toLocaleString('en')} of ${all.toLocaleString('en')} ${what}` : ''
