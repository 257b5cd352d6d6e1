import { cutMiddle } from '../use-shown'

/** What a search found. */
export interface Found {
  /** By file; without lines when only files were looked for. */
  readonly files: readonly FoundFile[]
  /** Lines in all files; 0 when only files were looked for. */
  readonly lines: number
  /** Whether there is more than the engine gave. */
  readonly isPart: boolean
}

export interface FoundFile {
  readonly path: string
  readonly lines: readonly FoundLine[]
}

export interface FoundLine {
  readonly number: number
  readonly text: string
}

const MORE = /truncated|hidden|more matches/i

// The engine gives no more than 50,000 characters (opencode 1.18); the notes stand at both ends.
const MOST_CHARS = 200_000
const NOTE_CHARS = 2_000

/** Takes a beginning of an output that is long, and whether there is more: it, or its end, says so. */
function beginningOf(output: string): { lines: readonly string[]; isPart: boolean } {
  const { head, hidden, tail } = cutMiddle(output, MOST_CHARS, NOTE_CHARS)
  const lines = head.split('\n')
  const saysMore = [...lines, ...tail.split('\n')].some((it) => isNote(it) && MORE.test(it))
  return { lines, isPart: hidden > 0 || saysMore }
}

/** Reads the paths that `glob` and `list` answer, one a line (opencode 1.18). */
export function readPaths(output: string): Found {
  const { lines, isPart } = beginningOf(output)
  const paths = lines.map((line) => line.trimEnd()).filter((line) => line !== '' && !isNote(line))
  return { files: paths.map((path) => ({ path, lines: [] })), lines: 0, isPart }
}

/** Reads the matches that `grep` answers: a path with a colon, then `Line N: text` (opencode 1.18). */
export function readMatches(output: string): Found {
  const files: { path: string; lines: FoundLine[] }[] = []
  const { lines, isPart } = beginningOf(output)
  for (const line of lines) {
    const [, number, text = ''] = /^\s+Line (\d+): ?(.*)$/.exec(line) ?? []
    if (number !== undefined) files.at(-1)?.lines.push({ number: Number(number), text })
    else if (!isNote(line) && /^\S.*:$/.test(line))
      files.push({ path: line.slice(0, -1), lines: [] })
  }
  const count = files.reduce((all, file) => all + file.lines.length, 0)
  return { files: files.filter((file) => file.lines.length > 0), lines: count, isPart }
}

const isNote = (line: string) => /^(?:\(.*\)|No files found|Found \d+ match.*)$/.test(line)
