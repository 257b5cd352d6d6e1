import { type Manner, type Mark, revealText, type Segment, segmentsOf } from './reveal-text'

/**
 * The text with the marks written into it, for what takes no elements: tooltips, names for screen
 * readers, titles.
 */
export function spellOut(text: string, manner: Manner): string {
  const segments = revealText(text, manner)
  return segments.every(({ kind }) => kind === 'text') ? text : spellOutSegments(segments)
}

/** The pieces of a text as one, with the marks written into it. */
export const spellOutSegments = (segments: readonly Segment[]): string =>
  segments
    .map((it) =>
      it.kind === 'mark' && it.deception !== 'look-alike' ? `[${it.label}]` : it.source,
    )
    .join('')

/** A text that a person is to decide upon or reads as code. */
export interface ReadText {
  readonly text: string
  readonly manner: Manner
}

const MOST_NAMED = 5
// Beyond so many, which no honest text has, more kinds tell nobody more.
const MOST_LOOKED_AT = 1_000

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
  return [
    unseen && `This contains characters that are invisible or change the order of text: ${unseen}.`,
    twins && `${unseen ? 'It also' : 'This'} contains characters that look like others: ${twins}.`,
  ]
    .filter(Boolean)
    .join(' ')
}

function marksIn(texts: readonly ReadText[]): readonly Mark[] {
  const marks: Mark[] = []
  for (const { text, manner } of texts) {
    for (const segment of segmentsOf(text, manner)) {
      if (segment.kind === 'mark' && !isLongGap(segment)) marks.push(segment)
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
