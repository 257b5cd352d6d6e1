/**
 * Completes the end of a Markdown block that is still being written, so that it looks as it will
 * when more has come: what is half written shows no markup.
 */
export function mendTail(text: string): string {
  const table = mendTable(text)
  if (table !== undefined) return table
  const lines = text.split('\n')
  const last = lines.length - 1
  // A marker alone may still become a list, a rule, a heading or a fence: it is nothing yet.
  if (isMarker(lines[last] ?? '')) {
    const isRule = /^ {0,3}(?:[-*_] *){4,}$/.test(lines[last] ?? '')
    return isRule ? text : lines.slice(0, last).join('\n')
  }
  const start = startOfRun(lines)
  const head = lines.slice(0, start)
  const [, lead = '', run = ''] = LEAD.exec(lines.slice(start).join('\n')) ?? []
  return [...head, lead + closeInline(run)].join('\n')
}

function isMarker(line: string): boolean {
  const [quotes = ''] = /^[\s>]*/.exec(line) ?? []
  const rest = line.slice(quotes.length).trimEnd()
  return /^(?:[-+*_=]+|\d{1,9}[.)]|#{1,6}|`{1,3}|~{1,3}|\|)?$/.test(rest)
}

// What stands before the words of a line: quotes, list markers, check boxes, a heading's signs.
const LEAD = /^((?:\s*(?:>|[-+*] (?:\[[ xX]\] )?|\d{1,9}[.)] |#{1,6} ))*\s*)([\s\S]*)$/

/** The first line of what may be emphasised together: the paragraph, list item or row at the end. */
function startOfRun(lines: readonly string[]): number {
  let start = lines.length - 1
  while (start > 0) {
    const line = lines[start] ?? ''
    const above = lines[start - 1] ?? ''
    if (/^\s*(?:[-+*]|\d{1,9}[.)]|#{1,6}|\|)(?:\s|$)/.test(line) || above.trim() === '') break
    if (/^ {0,3}#{1,6} /.test(above)) break
    start -= 1
  }
  return start
}

/** A table that lacks its second line, or part of it; undefined for anything else. */
function mendTable(text: string): string | undefined {
  const lines = text.trimEnd().split('\n')
  const first = lines.findLastIndex((line) => line.trim() === '') + 1
  const [header = '', rule, ...rest] = lines.slice(first)
  if (!/^ {0,3}\|/.test(header) || rest.length > 0) return undefined
  if (rule !== undefined && !/^[\s|:-]*$/.test(rule)) return undefined
  const cells = cellsOf(header)
  if (cells.length === 0) return lines.slice(0, first).join('\n')
  const isWhole =
    rule !== undefined && cellsOf(rule).length === cells.length && endsCell(rule.trimEnd())
  if (isWhole) return undefined
  const row = (list: readonly string[]) => `| ${list.join(' | ')} |`
  return [
    ...lines.slice(0, first),
    row(cells.map((cell) => closeInline(cell))),
    row(cells.map(() => '---')),
  ].join('\n')
}

/** Whether the last cell of a table's second line is finished. */
function endsCell(rule: string): boolean {
  if (!rule.endsWith('|')) return false
  const cell = rule.slice(0, -1).trimEnd()
  return (cell.endsWith(':') ? cell.slice(0, -1).trimEnd() : cell).endsWith('-')
}

const cellsOf = (row: string) =>
  row
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell, index, all) => cell !== '' || index < all.length - 1)

/** Closes what is open at the end of a run of words: emphasis, code, a link. */
export function closeInline(run: string): string {
  const open: { mark: string; at: number }[] = []
  const brackets: number[] = []
  let at = 0
  while (at < run.length) {
    const char = run.charAt(at)
    if (char === '\\') at += 2
    else if (char === '`') {
      const ticks = runLength(run, at)
      const end = closingTicks(run, at + ticks, ticks)
      if (end === undefined) return closeCode(run, at, ticks, open)
      at = end
    } else if (char === '[') {
      brackets.push(at)
      at += 1
    } else if (char === ']') {
      const from = brackets.pop()
      at += 1
      if (from === undefined) continue
      if (run.charAt(at) === '(') {
        const end = endOfAddress(run, at)
        if (end === undefined) return withClosers(unlinked(run, from, at - 1), open)
        at = end
      } else if (at === run.length && isLinkStart(run, from)) {
        return withClosers(unlinked(run, from, at - 1), open)
      }
    } else if (char === '*' || char === '_' || char === '~') {
      const length = runLength(run, at)
      mark(run, at, length, open)
      at += length
    } else at += 1
  }
  const from = brackets.findLast((it) => isLinkStart(run, it))
  return withClosers(from === undefined ? run : unlinked(run, from, run.length), open)
}

/** `[` after a word is an index rather than a link. */
const isLinkStart = (run: string, at: number) => !/\w/.test(run.charAt(at - 1))

/** The words of a link whose address is not known yet; of an image as well. */
function unlinked(run: string, from: number, to: number): string {
  const before = run.charAt(from - 1) === '!' ? from - 1 : from
  return run.slice(0, before) + run.slice(from + 1, to)
}

function runLength(run: string, at: number): number {
  let length = 1
  while (run.charAt(at + length) === run.charAt(at)) length += 1
  return length
}

function closingTicks(run: string, from: number, ticks: number): number | undefined {
  for (let at = run.indexOf('`', from); at !== -1; at = run.indexOf('`', at)) {
    const length = runLength(run, at)
    if (length === ticks) return at + length
    at += length
  }
  return undefined
}

function closeCode(
  run: string,
  at: number,
  ticks: number,
  open: readonly { mark: string; at: number }[],
): string {
  let end = run.length
  while (run.charAt(end - 1) === '`') end -= 1
  const code = run.slice(at + ticks, end)
  const closed = code.trim() === '' ? run.slice(0, at) : run.slice(0, at + ticks) + code.trimEnd()
  return withClosers(closed + (code.trim() === '' ? '' : '`'.repeat(ticks)), open)
}

/** Where the address of a link ends, after its bracket; undefined while it is not finished. */
function endOfAddress(run: string, from: number): number | undefined {
  let depth = 0
  for (let at = from; at < run.length; at += 1) {
    const char = run.charAt(at)
    if (char === '\\') at += 1
    else if (char === '(') depth += 1
    else if (char === ')') depth -= 1
    if (depth === 0) return at + 1
  }
  return undefined
}

/** Opens or closes emphasis, by the rules of CommonMark as far as words need them. */
function mark(run: string, at: number, length: number, open: { mark: string; at: number }[]): void {
  const char = run.charAt(at)
  const before = run.charAt(at - 1)
  const after = run.charAt(at + length)
  if (length > 3 || (char === '~' && length !== 2 && after !== '')) return
  const closes = before !== '' && !/\s/.test(before)
  const opens = after === '' || !/\s/.test(after)
  // `snake_case` is no emphasis.
  const isInWord = char === '_' && /\w/.test(before) && /\w/.test(after)
  if (isInWord) return
  let left = length
  while (closes && left > 0 && open.at(-1)?.mark.charAt(0) === char) {
    const last = open.at(-1)
    if (!last) break
    // The first of two closing signs is there, the second is about to come.
    if (last.mark.length > left && after !== '') break
    left -= last.mark.length
    open.pop()
    if (left < 0) open.push({ mark: char.repeat(-left), at: last.at })
  }
  const canOpen = opens && (char !== '_' || !/\w/.test(before))
  if (left > 0 && left === length && canOpen) {
    if (left === 3) open.push({ mark: char.repeat(2), at }, { mark: char, at: at + 2 })
    else open.push({ mark: char.repeat(left), at })
  }
}

function withClosers(run: string, open: readonly { mark: string; at: number }[]): string {
  let body = run.trimEnd()
  const left = [...open]
  // Signs at the very end open nothing yet.
  for (let last = left.at(-1); last && body.endsWith(last.mark); last = left.at(-1)) {
    if (last.at + last.mark.length !== body.length) break
    body = body.slice(0, last.at).trimEnd()
    left.pop()
  }
  return left.reduceRight((text, { mark }) => text + mark, body)
}
