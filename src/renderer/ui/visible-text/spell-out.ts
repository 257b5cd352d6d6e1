import { codeOf } from './characters'
import { type Manner, type Mark, revealText, type Segment, segmentsOf } from './reveal-text'

/**
 * The text with the marks written into it, for what takes no elements: tooltips, names for screen
 * readers, titles.
 */
export function spellOut(text: string, manner: Manner): string {
  const segments = revealText(text, manner)
  if (segments.every(({ kind }) => kind === 'text')) return text
  return segments
    .map((it) =>
      it.kind === 'mark' && it.deception !== 'look-alike' ? `[${it.label}]` : it.source,
    )
    .join('')
}

// What follows it goes on from left to right, whatever was before.
const LEFT_TO_RIGHT = '\u200e'

/**
 * The rest of a text that has too many marks for elements: look-alikes are named too, and what is
 * written from right to left takes nothing that follows along.
 */
export const spellOutRest = (segments: readonly Segment[]): string =>
  segments
    .map((it) => {
      if (it.kind === 'text') return it.source
      if (it.kind === 'right-to-left') return it.source + LEFT_TO_RIGHT
      return it.deception === 'look-alike'
        ? `${it.source}[${codeOf(it.source.codePointAt(0) ?? 0)}]`
        : `[${it.label}]`
    })
    .join('')

/** A text that a person is to decide upon or reads as code. */
export interface ReadText {
  readonly text: string
  readonly manner: Manner
}

const MOST_NAMED = 5
// Beyond so many, which no honest text has, more kinds tell nobody more.
const MOST_LOOKED_AT = 1_000
// To look at a letter of another script takes a third of a microsecond.
const MOST_CHARS = 400_000

/**
 * Says what in these texts is not what it looks like.
 * @returns empty when all is
 */
export function describeDeceptions(texts: readonly ReadText[]): string {
  const marks = marksIn(texts)
  const isTwin = ({ deception }: Mark) => deception === 'look-alike'
  const unseen = namesOf(
    marks.filter((it) => !isTwin(it)),
    ({ name }) => name.replace(/^U\+[0-9A-F]+, /, ''),
  )
  const twins = namesOf(marks.filter(isTwin), ({ source, name }) => `“${source}” (${name})`)
  const isCut = texts.reduce((sum, { text }) => sum + text.length, 0) > MOST_CHARS
  return [
    unseen && `This contains characters that are invisible or change the order of text: ${unseen}.`,
    twins && `${unseen ? 'It also' : 'This'} contains characters that look like others: ${twins}.`,
    isCut &&
      `Only the first ${MOST_CHARS.toLocaleString('en')} characters were looked through for what is not what it looks like.`,
  ]
    .filter(Boolean)
    .join(' ')
}

function marksIn(texts: readonly ReadText[]): readonly Mark[] {
  const marks: Mark[] = []
  let left = MOST_CHARS
  for (const { text, manner } of texts) {
    if (left <= 0) break
    const read = text.slice(0, left)
    left -= read.length
    for (const segment of segmentsOf(read, manner)) {
      if (segment.kind === 'mark' && !segment.isQuiet && !isLongGap(segment)) marks.push(segment)
      if (marks.length === MOST_LOOKED_AT) return marks
    }
  }
  return marks
}

// Room that nobody would call a deception.
const isLongGap = ({ source }: Mark) => /^[ \t\n]+$/.test(source)

function namesOf(marks: readonly Mark[], nameOf: (mark: Mark) => string): string {
  const names = [...new Set(marks.map(nameOf))]
  const said = names.slice(0, MOST_NAMED)
  if (names.length > said.length) said.push('and others')
  return said.join('; ')
}
