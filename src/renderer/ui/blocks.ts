/** A piece of a text: prose, or a fenced block of code. */
export type Block =
  | { kind: 'prose'; text: string }
  | { kind: 'code'; text: string; language: string }

const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/

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
    const [, mark, info = ''] = FENCE.exec(line.trimEnd()) ?? []
    if (fence) {
      if (mark?.startsWith(fence.mark) && info.trim() === '') {
        flush()
        fence = undefined
      } else lines.push(line)
    } else if (mark) {
      flush()
      fence = { mark, language: info.trim().split(/\s/)[0] ?? '' }
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
  return text
    .split(/(?<=^|[\s(])(@[\w./~-]*\w)/)
    .map((run, index) => ({ text: run, isReference: index % 2 === 1 }))
    .filter((run) => run.text !== '')
}
