import type { ChangeData, HunkData } from 'react-diff-view'
import { clip } from '../../store/clip'

/** What stands in a diff from top to bottom: lines that changed with some around, and what is between. */
export interface PatchBlock {
  /** `gap`: lines that did not change; they are here, and shown when asked for. */
  readonly kind: 'hunk' | 'gap'
  readonly hunk: HunkData
}

/** What one message changed in a file: the numbers of its lines go on from the step before. */
export interface PatchStep {
  readonly blocks: readonly PatchBlock[]
}

/** A patch as it is shown. */
export interface Patch {
  readonly steps: readonly PatchStep[]
  /** Whether there are more lines than were asked for. */
  readonly isCut: boolean
  /** The highest number of a line: highlighting takes all lines up to there. */
  readonly lastLine: number
}

/** Lines around a change that are shown with it. */
const CONTEXT = 3
// A gap of less costs as much room as the lines themselves, and one of more is opened in pieces.
const SMALLEST_GAP = 4
const LARGEST_GAP = 1_000
// Of one line: nobody reads more of it here, and a browser would take long to break it.
const LINE_CHARS = 2_000
/** A line of so many more counts as another. */
const CHARS_OF_A_LINE = 200
/** Lines that did not change are read too, as they may be asked for: so many for each that did. */
const LINES_FOR_EACH = 50

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/

/**
 * Reads a patch as the engine gives it (opencode 1.18): unified, with the whole file around the
 * changes; and where several messages changed the file, several patches one after another.
 * @param limit how many lines that changed are read at most
 */
export function readPatch(patch: string, limit: number): Patch {
  const steps: ChangeData[][][] = []
  let hunks: ChangeData[][] = []
  let changes: ChangeData[] = []
  let left = { old: 0, new: 0 }
  let at = { old: 0, new: 0 }
  let changed = 0
  let read = 0
  let lastLine = 0
  let isCut = false
  for (const line of linesOf(patch)) {
    if (left.old > 0 || left.new > 0) {
      const sign = line.charAt(0)
      if (sign === '\\') continue
      const isChange = sign === '+' || sign === '-'
      if ((isChange && changed >= limit) || read >= limit * LINES_FOR_EACH) {
        isCut = true
        break
      }
      const content = clip(line.slice(1), LINE_CHARS)
      read += 1
      if (isChange) changed += 1 + Math.floor(content.length / CHARS_OF_A_LINE)
      changes.push(changeOf(sign, content, at))
      const step = { old: Number(sign !== '+'), new: Number(sign !== '-') }
      left = { old: left.old - step.old, new: left.new - step.new }
      at = { old: at.old + step.old, new: at.new + step.new }
      lastLine = Math.max(lastLine, at.old, at.new)
      continue
    }
    const hunk = HUNK.exec(line)
    if (hunk) {
      const [, oldStart, oldCount = '1', newStart, newCount = '1'] = hunk
      at = { old: Number(oldStart), new: Number(newStart) }
      left = { old: Number(oldCount), new: Number(newCount) }
      changes = []
      hunks.push(changes)
      if (hunks.length === 1) steps.push(hunks)
    } else if (line.startsWith('--- ')) hunks = []
  }
  return { steps: steps.map((it) => ({ blocks: it.flatMap(blocksOf) })), isCut, lastLine }
}

/** One by one: of a patch of megabytes only the first lines are looked at. */
function* linesOf(text: string): Iterable<string> {
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const stop = end < 0 ? text.length : end
    yield text.charAt(stop - 1) === '\r' ? text.slice(start, stop - 1) : text.slice(start, stop)
    start = stop + 1
  }
}

function changeOf(sign: string, content: string, at: { old: number; new: number }): ChangeData {
  if (sign === '+') return { type: 'insert', isInsert: true, content, lineNumber: at.new }
  if (sign === '-') return { type: 'delete', isDelete: true, content, lineNumber: at.old }
  return {
    type: 'normal',
    isNormal: true,
    content,
    oldLineNumber: at.old,
    newLineNumber: at.new,
  }
}

/** Parts the lines of a hunk into what is near a change and what is not. */
function blocksOf(changes: readonly ChangeData[]): PatchBlock[] {
  const isNear = nearChange(changes)
  const blocks: PatchBlock[] = []
  let start = 0
  for (let index = 1; index <= changes.length; index += 1) {
    const isEnd = index === changes.length || isNear[index] !== isNear[start]
    if (!isEnd && (isNear[start] || index - start < LARGEST_GAP)) continue
    const lines = changes.slice(start, index)
    const isGap = !isNear[start] && lines.length >= SMALLEST_GAP
    const before = blocks.at(-1)
    if (!isGap && before?.kind === 'hunk') for (const it of lines) before.hunk.changes.push(it)
    else blocks.push({ kind: isGap ? 'gap' : 'hunk', hunk: hunkOf(lines) })
    start = index
  }
  return blocks
}

function nearChange(changes: readonly ChangeData[]): boolean[] {
  const isNear = changes.map(() => false)
  changes.forEach(({ type }, index) => {
    if (type === 'normal') return
    isNear.fill(true, Math.max(0, index - CONTEXT), index + CONTEXT + 1)
  })
  return isNear
}

function hunkOf(changes: ChangeData[]): HunkData {
  const [first] = changes
  const isNormal = first?.type === 'normal'
  const number = first && !isNormal ? first.lineNumber : 0
  return {
    content: '',
    oldStart: isNormal ? first.oldLineNumber : number,
    newStart: isNormal ? first.newLineNumber : number,
    oldLines: changes.filter(({ type }) => type !== 'insert').length,
    newLines: changes.filter(({ type }) => type !== 'delete').length,
    changes,
  }
}

/** The hunk with each removed line followed by the added one that it stands beside, in two columns. */
export function besideEachOther(hunk: HunkData): HunkData {
  const changes: ChangeData[] = []
  let removed: ChangeData[] = []
  let added: ChangeData[] = []
  const pair = () => {
    const length = Math.max(removed.length, added.length)
    for (let index = 0; index < length; index += 1) {
      changes.push(...removed.slice(index, index + 1), ...added.slice(index, index + 1))
    }
    removed = []
    added = []
  }
  for (const change of hunk.changes) {
    if (change.type === 'insert') added.push(change)
    else {
      if (change.type === 'normal' || added.length > 0) pair()
      if (change.type === 'delete') removed.push(change)
      else changes.push(change)
    }
  }
  pair()
  return { ...hunk, changes }
}
