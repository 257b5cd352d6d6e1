import type { Part } from '../../../shared/engine-types'

/** How much is laid out at once. */
export interface Amount {
  readonly count: number
  /** Of text, in UTF-16 units. */
  readonly chars: number
}

// More of one text is not shown at first.
const MOST_CHARS_OF_ONE = 24_000
// What a line for a folded call, or a thought, costs.
const CHARS_OF_A_LINE = 150

/** How much text a part is laid out like. */
export const charsIn = (part: Part | undefined): number =>
  part?.type === 'text' ? Math.min(part.text.length, MOST_CHARS_OF_ONE) : CHARS_OF_A_LINE

/** How many at the start of a list are no more than that together; one always is. */
export function countFitting(
  ids: Iterable<string>,
  most: Amount,
  charsOf: (id: string) => number,
): number {
  let count = 0
  let chars = 0
  for (const id of ids) {
    chars += charsOf(id)
    if (count === most.count || (chars > most.chars && count > 0)) break
    count += 1
  }
  return count
}
