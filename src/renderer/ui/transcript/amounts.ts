import type { Part } from '../../../shared/engine-types'

/** An amount that is laid out at once. */
export interface Amount {
  readonly count: number
  /** Of text, in UTF-16 units. */
  readonly chars: number
}

// More of one text is not shown at first.
const MOST_CHARS_OF_ONE = 24_000
// What a line for a folded call, or a thought, costs.
const CHARS_OF_A_LINE = 150

/** Gives the number of characters that take as long to lay out as a part. */
export const charsIn = (part: Part | undefined): number =>
  part?.type === 'text' ? Math.min(part.text.length, MOST_CHARS_OF_ONE) : CHARS_OF_A_LINE

// What a browser lays out between two frames.
const AT_ONCE: Amount = { count: 100, chars: 100_000 }
/** Of a message that is being written: as much again, so that most parts move nothing. */
const AT_MOST: Amount = { count: 2 * AT_ONCE.count, chars: 2 * AT_ONCE.chars }

type CharsOf = (id: string) => number

/** Finds the beginning of the last parts that may be laid out at once, of those before an index. */
export const startBefore = (ids: readonly string[], end: number, charsOf: CharsOf): number =>
  end - countFitting(ids.slice(0, end).reverse(), AT_ONCE, charsOf)

/** Finds the end of the first parts that may be laid out at once, of those from an index on. */
export const endAfter = (ids: readonly string[], start: number, charsOf: CharsOf): number =>
  start + countFitting(ids.slice(start), AT_ONCE, charsOf)

/** Tells whether so many parts have come behind those that were shown that their start is to be let go. */
export const isTooMuch = (ids: readonly string[], charsOf: CharsOf): boolean =>
  countFitting(ids, AT_MOST, charsOf) < ids.length

/** Counts those at the start of a list that are no more than that together; one always is. */
export function countFitting(ids: Iterable<string>, most: Amount, charsOf: CharsOf): number {
  let count = 0
  let chars = 0
  for (const id of ids) {
    chars += charsOf(id)
    if (count === most.count || (chars > most.chars && count > 0)) break
    count += 1
  }
  return count
}
