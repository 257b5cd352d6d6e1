/** What a look at a text says of the work that there is in it. */
export interface Weight {
  /** Signs that may be markup, and line ends: an element takes at least one. */
  readonly marks: number
  /** The most blocks that may stand within each other. */
  readonly depth: number
}

const LINE_END = 10
const SPACE = 32
// A quote, list item or code within another takes at least two columns.
const COLUMNS = 2

/** Weighs a text, in one pass. */
export function weigh(text: string): Weight {
  let marks = 0
  let depth = 0
  let lead = 0
  let isLead = true
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === LINE_END) {
      marks += 1
      lead = 0
      isLead = true
      continue
    }
    const isSign = isMark(code)
    if (isSign) marks += 1
    if (!isLead) continue
    // Signs, digits, spaces and tabs stand before the words of a line; a tab for four columns.
    if (code === 9) lead += 4
    else if (isSign || code === SPACE || isDigit(code)) lead += 1
    else isLead = false
    depth = Math.max(depth, Math.ceil(lead / COLUMNS))
  }
  return { marks, depth }
}

const isDigit = (code: number) => code >= 48 && code <= 57

/** ASCII that is neither letter, digit nor space, nor what prose is full of: `"`, `'` and `,`. */
function isMark(code: number): boolean {
  if (code <= SPACE || code > 126 || isDigit(code)) return false
  const isLetter = (code | 32) >= 97 && (code | 32) <= 122
  return !isLetter && code !== 34 && code !== 39 && code !== 44
}
