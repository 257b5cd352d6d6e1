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

/** Reads the paths that `glob` and `list` answer, one a line (opencode 1.18). */
export function readPaths(output: string): Found {
  const lines = output.split('\n').map((line) => line.trimEnd())
  const paths = lines.filter((line) => line !== '' && !isNote(line))
  const files = paths.map((path) => ({ path, lines: [] }))
  return { files, lines: 0, isPart: lines.some((line) => isNote(line) && MORE.test(line)) }
}

/** Reads the matches that `grep` answers: a path with a colon, then `Line N: text` (opencode 1.18). */
export function readMatches(output: string): Found {
  const files: { path: string; lines: FoundLine[] }[] = []
  let isPart = false
  for (const line of output.split('\n')) {
    const [, number, text = ''] = /^\s+Line (\d+): ?(.*)$/.exec(line) ?? []
    if (number !== undefined) files.at(-1)?.lines.push({ number: Number(number), text })
    else if (isNote(line)) isPart ||= MORE.test(line)
    else if (/^\S.*:$/.test(line)) files.push({ path: line.slice(0, -1), lines: [] })
  }
  const lines = files.reduce((all, file) => all + file.lines.length, 0)
  return { files: files.filter((file) => file.lines.length > 0), lines, isPart }
}

const isNote = (line: string) => /^(?:\(.*\)|No files found|Found \d+ match.*)$/.test(line)
