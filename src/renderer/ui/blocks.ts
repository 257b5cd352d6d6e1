import { canOpen, closesFence, readFence } from '../store/code-fence'

/** A piece of a text: prose, or a fenced block of code. */
export type Block =
  | { kind: 'prose'; text: string }
  | { kind: 'code'; text: string; language: string }

/**
 * Splits a text into paragraphs and fenced code blocks. A block that more text follows never
 * changes again, so that a view of a growing text repaints its last block only.
 */
export function splitBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let lines: string[] = []
  let fence: { mark: string; language: string } | undefined

  const flush = () => {
    if (fence) blocks.push({ kind: 'code', text: lines.join('\n'), language: fence.language })
    else if (lines.length > 0) blocks.push({ kind: 'prose', text: lines.join('\n') })
    lines = []
  }

  for (const line of text.split('\n')) {
    if (fence) {
      if (closesFence(line, fence.mark)) {
        flush()
        fence = undefined
      } else lines.push(line)
      continue
    }
    const opening = readFence(line)
    if (opening && canOpen(opening)) {
      flush()
      const language = /\S+/.exec(opening.info)?.[0] ?? ''
      fence = { mark: opening.mark, language }
    } else if (line.trim() === '') flush()
    else lines.push(line)
  }
  flush()
  return blocks
}

/** Splits a paragraph at its `code`. A backtick without its twin stays as it is. */
export function splitInlineCode(text: string): { text: string; isCode: boolean }[] {
  return text
    .split(/`([^`\n]+)`/)
    .map((run, index) => ({ text: run, isCode: index % 2 === 1 }))
    .filter((run) => run.text !== '')
}

/** Splits words at `@` references: to a file or an agent. An address of mail is none. */
export function splitReferences(text: string): { text: string; isReference: boolean }[] {
  const runs: { text: string; isReference: boolean }[] = []
  let at = 0
  for (const { 0: all, 1: before = '', index } of text.matchAll(/(^|[\s(])@[\w./~-]+/g)) {
    const start = index + before.length
    let end = index + all.length
    // A sentence may end after it.
    while (end > start && !/\w/.test(text.charAt(end - 1))) end -= 1
    if (end === start) continue
    runs.push({ text: text.slice(at, start), isReference: false })
    runs.push({ text: text.slice(start, end), isReference: true })
    at = end
  }
  runs.push({ text: text.slice(at), isReference: false })
  return runs.filter((run) => run.text !== '')
}
