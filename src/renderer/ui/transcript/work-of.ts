import type { Message, Part } from '../../../shared/engine-types'
import { withoutBookkeeping } from '../../store/bookkeeping'
import { weigh } from '../markdown/weigh'

// What it takes to mount and lay out a part, counted in the characters of plain words that take as
// long. A sign may be an element.
const MARK = 20
const FOLDED = 200
// A picture is handed over and its head is read: so many characters of it take as long as one of words.
const PICTURE_CHARS = 100
// What is more of one text is not shown at first.
const MOST_CHARS = 24_000
// More of one message is not looked at: it is too much already.
const MOST_PARTS = 100

// Of a line, and of what is work of one; both as it mostly is.
const LINE_PX = 28
const WORK_PX = 0.3
const PICTURE_PX = 72

/**
 * Gives the work to draw a part: a text by its length and signs, a picture by its length, anything
 * else as a line.
 */
export function workOf(part: Part | undefined): number {
  if (part && isPicture(part)) return FOLDED + part.url.length / PICTURE_CHARS
  if (part?.type !== 'text') return FOLDED
  const text = part.text.slice(0, MOST_CHARS)
  return text.length + MARK * weigh(text).marks
}

/** Adds up the work to draw a message: that of the parts that are shown of it. */
export function workOfParts(parts: readonly (Part | undefined)[], role: Message['role']): number {
  const drawn = withoutBookkeeping(parts, role)
  const shown = role === 'user' ? drawn.slice(0, MOST_PARTS) : drawn.slice(-MOST_PARTS)
  return shown.reduce((sum, part) => sum + workOf(part), 0)
}

/** About how high a part comes to be, in px. */
export function heightOf(part: Part): number {
  if (isPicture(part)) return PICTURE_PX
  return part.type === 'text' ? WORK_PX * workOf(part) : LINE_PX
}

const isPicture = (part: Part): part is Extract<Part, { type: 'file' }> =>
  part.type === 'file' && part.url.startsWith('data:')
