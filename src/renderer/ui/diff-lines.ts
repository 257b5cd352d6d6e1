import { type ReadLine, withLineEnds } from './line-ends'

/** One line of a diff, as it is shown. */
export interface DiffLine {
  /**
   * `gap`: lines that did not change are left out here; `file`: its text is a path; `note`: says what
   * the lines do not show.
   */
  readonly kind: 'added' | 'removed' | 'same' | 'gap' | 'file' | 'note'
  readonly text: string
  /** Number of the line: in the old file when it is removed, else in the new one. */
  readonly number?: number
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/
/** The name of a file in its line; what follows a tab is a date. */
function nameIn(line: string, sign: '--- ' | '+++ ', folder: 'a/' | 'b/'): string | undefined {
  if (!line.startsWith(sign)) return undefined
  const name = line.slice(sign.length).replace(/\r$/, '').split('\t', 1)[0] ?? ''
  return name.startsWith(folder) ? name.slice(folder.length) : name
}

/**
 * Reads a unified diff of any number of files, as the engine puts it beside an ask (opencode 1.18).
 * The names of files are kept only where there are several. What is no diff has no lines.
 */
export function readDiff(diff: string): readonly DiffLine[] {
  let lines: ReadLine[] = []
  const files = [lines]
  // How many lines the hunk still has: `--- a` in it is a removed line, not the name of a file.
  let left = { old: 0, new: 0 }
  let at = { old: 0, new: 0 }
  let oldName = ''
  let isFirstHunk = true
  for (const line of diff.split('\n')) {
    if (line.startsWith('\\')) {
      const last = lines.at(-1)
      if (last) last.isUnended = true
      continue
    }
    if (left.old > 0 || left.new > 0) {
      const text = line.slice(1)
      const sign = line.charAt(0)
      if (sign === '+') lines.push({ kind: 'added', text, number: at.new })
      else if (sign === '-') lines.push({ kind: 'removed', text, number: at.old })
      else lines.push({ kind: 'same', text, number: at.new })
      const step = { old: sign === '+' ? 0 : 1, new: sign === '-' ? 0 : 1 }
      left = { old: left.old - step.old, new: left.new - step.new }
      at = { old: at.old + step.old, new: at.new + step.new }
      continue
    }
    const hunk = HUNK.exec(line)
    if (hunk) {
      const [, oldStart, oldCount = '1', newStart, newCount = '1'] = hunk
      at = { old: Number(oldStart), new: Number(newStart) }
      left = { old: Number(oldCount), new: Number(newCount) }
      if (!isFirstHunk) lines.push({ kind: 'gap', text: '' })
      isFirstHunk = false
      continue
    }
    const newName = nameIn(line, '+++ ', 'b/')
    if (newName !== undefined) {
      lines = [{ kind: 'file', text: newName === '/dev/null' ? oldName : newName }]
      files.push(lines)
      isFirstHunk = true
    } else oldName = nameIn(line, '--- ', 'a/') ?? oldName
  }
  const all = files.flatMap(withLineEnds)
  return files.length > 2 ? all : all.filter(({ kind }) => kind !== 'file')
}

/** How many lines come and go, in words; empty when none does. */
export function countChanges(lines: readonly DiffLine[]): string {
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length
  const added = count('added')
  const removed = count('removed')
  return [added > 0 && `${added} added`, removed > 0 && `${removed} removed`]
    .filter(Boolean)
    .join(', ')
}
