/** A line of a text, or a part of one that is too long for a row, or a run of empty ones. */
export interface Row<L> {
  readonly line: L
  /** What the row shows; of a run of empty lines their line ends. */
  readonly text: string
  /** Whether it goes on with the line of the row before. */
  readonly isRest: boolean
  /** How many empty lines it stands for; 0 for any other row. */
  readonly blanks: number
}

/** How much there is of a text. */
export interface Extent {
  readonly lines: number
  readonly blanks: number
  readonly characters: number
}

// So many empty lines push what follows out of sight.
const SHORTEST_BLANK_RUN = 5
// Up to here a browser lays all of it out in no time.
const MOST_ROWS = 400
const MOST_CHARS = 20_000
// Of one row where there is more: a line of megabytes is laid out in pieces.
const ROW_CHARS = 1_000

/** The lines of a text. */
export const linesOf = (text: string): readonly { text: string }[] =>
  text.split('\n').map((line, index, all) => ({
    text: index < all.length - 1 && line.endsWith('\r') ? line.slice(0, -1) : line,
  }))

const isBlank = (text: string) => /^[ \t]*$/.test(text)

/** Whether the lines are so many, or so long, that only those in sight should be laid out. */
export function isLong(lines: readonly { text: string }[]): boolean {
  if (lines.length > MOST_ROWS) return true
  return lines.reduce((sum, { text }) => sum + text.length, 0) > MOST_CHARS
}

/**
 * Puts lines into rows: a run of empty ones becomes one row that says how many, and where there is
 * much to show a long line becomes several.
 * @param belongs whether two empty lines are of the same run
 */
export function rowsOf<L extends { text: string }>(
  lines: readonly L[],
  belongs: (one: L, next: L) => boolean = () => true,
): readonly Row<L>[] {
  const most = isLong(lines) ? ROW_CHARS : Number.POSITIVE_INFINITY
  const rows: Row<L>[] = []
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]
    if (!line) continue
    let end = index
    while (isAlike(line, lines[end], belongs)) end += 1
    if (end - index >= SHORTEST_BLANK_RUN) {
      const run = lines.slice(index, end)
      const text = run.map((it) => `${it.text}\n`).join('')
      rows.push({ line, text, isRest: false, blanks: run.length })
      index = end - 1
      continue
    }
    for (let at = 0; at === 0 || at < line.text.length; ) {
      const stop = endOfPiece(line.text, at + most)
      rows.push({ line, text: line.text.slice(at, stop), isRest: at > 0, blanks: 0 })
      at = Math.max(stop, at + 1)
    }
  }
  return rows
}

const isAlike = <L extends { text: string }>(
  one: L,
  next: L | undefined,
  belongs: (one: L, next: L) => boolean,
) => next !== undefined && isBlank(next.text) && belongs(one, next)

/** Not within a character. */
function endOfPiece(text: string, at: number): number {
  if (at >= text.length) return text.length
  const isWithin =
    /[\ud800-\udbff]/.test(text.charAt(at - 1)) && /[\udc00-\udfff]/.test(text.charAt(at))
  return isWithin ? at - 1 : at
}

/** How much these lines are. */
export function measure(lines: readonly { text: string }[]): Extent {
  return {
    lines: lines.length,
    blanks: lines.filter(({ text }) => isBlank(text)).length,
    characters: lines.reduce((sum, { text }) => sum + text.length, 0),
  }
}

const MANY_CHARS = 2_000

/** Says how much it is; empty when that is little. */
export function describeExtent({ lines, blanks, characters }: Extent): string {
  const isMany = lines >= 10 || blanks >= SHORTEST_BLANK_RUN
  if (!isMany && characters < MANY_CHARS) return ''
  const count = (number: number, one: string) =>
    `${number.toLocaleString('en')} ${number === 1 ? one : `${one}s`}`
  return [
    count(lines, 'line'),
    blanks >= SHORTEST_BLANK_RUN && `${blanks.toLocaleString('en')} of them empty`,
    !isMany && count(characters, 'character'),
  ]
    .filter(Boolean)
    .join(', ')
}
