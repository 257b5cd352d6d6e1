import type { Message, Part } from '../../shared/engine-types'
import { isBookkeeping } from './bookkeeping'

/** A text as it is compared: without case, accents, or the ways to write one letter. */
export function fold(text: string): string {
  return isPlain(text) ? text.toLowerCase() : foldAny(text)
}

/** A folded text, and for each of its units where in the original the letter begins that it is of. */
export interface Folded {
  readonly text: string
  /** Index in the original; as long as `text`, and one more for its end. */
  at(index: number): number
}

/** As {@link fold}, for who has to find the place again. */
export function foldWithPlaces(text: string): Folded {
  if (isPlain(text)) return { text: text.toLowerCase(), at: (index) => index }
  let folded = ''
  const places: number[] = []
  for (const { 0: letter, index } of text.matchAll(LETTERS)) {
    const units = foldAny(letter)
    for (let unit = 0; unit < units.length; unit += 1) places.push(index)
    folded += units
  }
  return { text: folded, at: (index) => places[index] ?? text.length }
}

/** Where `needle` begins in `text`, both folded, from left to right and never overlapping. */
export function occurrences(text: string, needle: string): number[] {
  const found: number[] = []
  if (needle === '') return found
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
    found.push(at)
  }
  return found
}

/** How many there are, as {@link occurrences} finds them. */
export function countOccurrences(text: string, needle: string): number {
  let count = 0
  if (needle === '') return count
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
    count += 1
  }
  return count
}

/** What of a part can be found: what is said and thought, what a tool was given and what came of it. */
export function searchable(part: Part, role: Message['role']): string {
  return isBookkeeping(part, role) ? '' : textOf(part).slice(0, MOST_CHARS)
}

function textOf(part: Part): string {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.text
    case 'tool':
      return toolText(part)
    case 'file':
      return part.filename ?? ''
    case 'subtask':
      return part.description
    default:
      return ''
  }
}

function toolText({ state }: Extract<Part, { type: 'tool' }>): string {
  const texts = Object.values(state.input).filter((it): it is string => typeof it === 'string')
  if ('title' in state && typeof state.title === 'string') texts.push(state.title)
  if (state.status === 'completed') texts.push(state.output)
  if (state.status === 'error') texts.push(state.error)
  return texts.join('\n')
}

// What is longer is no text for people, and would be looked through for longer than a frame.
const MOST_CHARS = 1_000_000

// A letter with the marks on it.
const LETTERS = /\P{M}\p{M}*|\p{M}+/gu

const foldAny = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()

// Nearly all that is written here; everything else costs ten times as much.
// biome-ignore lint/suspicious/noControlCharactersInRegex: it means all of ASCII
const isPlain = (text: string) => /^[\x00-\x7f]*$/.test(text)
