import type { DiffLine } from './diff-lines'

/** A line of a diff as it was read: a CR before its end is in its text. */
export interface ReadLine extends DiffLine {
  /** Tells whether it is the last of its file and nothing ends it. */
  isUnended?: boolean
}

const hasReturn = ({ text }: ReadLine) => text.endsWith('\r')
const isCode = ({ kind }: ReadLine) => kind === 'added' || kind === 'removed' || kind === 'same'
const isOf = (side: 'added' | 'removed') => (line: ReadLine) =>
  line.kind === side || line.kind === 'same'

/**
 * Says how the ends of lines change, which show nothing. Where all lines of a file end in CR LF, the CR
 * goes from their texts; where only some do, it stays in these, to be marked.
 * @param lines of one file
 */
export function withLineEnds(lines: readonly ReadLine[]): readonly DiffLine[] {
  const ended = lines.filter((line) => isCode(line) && !line.isUnended)
  const isMixed = ended.some(hasReturn) && !ended.every(hasReturn)
  const change = changeOf(ended.filter(isOf('removed')), ended.filter(isOf('added')))
  const noEnd = endOfFile(lines)
  const first = change === '' ? -1 : lines.findIndex(isChange)
  return lines.flatMap(({ isUnended, ...line }, index) => {
    const shown = isCode(line) && !isMixed ? { ...line, text: line.text.replace(/\r$/, '') } : line
    return [
      ...(index === first ? [note(change)] : []),
      shown,
      ...(isUnended && noEnd !== '' ? [note(noEnd)] : []),
    ]
  })
}

const note = (text: string): DiffLine => ({ kind: 'note', text })
const isChange = ({ kind }: ReadLine) => kind === 'added' || kind === 'removed'

function changeOf(old: readonly ReadLine[], fresh: readonly ReadLine[]): string {
  const before = nameOf(old)
  const after = nameOf(fresh)
  if (before === '' || after === '' || before === after) return ''
  return `The ends of lines change: from ${before} to ${after}.`
}

function nameOf(lines: readonly ReadLine[]): string {
  if (lines.length === 0) return ''
  if (lines.every(hasReturn)) return 'CR LF'
  return lines.some(hasReturn) ? 'LF and CR LF' : 'LF'
}

/** The note on the last line, where only one side ends it. */
function endOfFile(lines: readonly ReadLine[]): string {
  const isUnended = (side: 'added' | 'removed') =>
    lines.some((line) => line.isUnended === true && isOf(side)(line))
  const hasBoth = lines.some(isOf('removed')) && lines.some(isOf('added'))
  if (!hasBoth || isUnended('added') === isUnended('removed')) return ''
  return isUnended('added') ? 'This line loses its end (LF).' : 'This line had no end (LF).'
}
