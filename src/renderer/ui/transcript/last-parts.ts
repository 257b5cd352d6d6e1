import { useState } from 'react'
import type { Part } from '../../../shared/engine-types'
import { useHelm } from '../context'

// What a browser lays out between two frames.
const MOST_PARTS = 100
const MOST_CHARS = 100_000
// More of one text is not shown at first.
const MOST_CHARS_OF_ONE = 24_000

/** The end of a message, and what is before it when that is asked for. */
export interface LastParts {
  readonly shown: readonly string[]
  /** How many parts are before those. */
  readonly hidden: number
  readonly showMore: () => void
}

/**
 * Bounds how much of a message is in the document: its last parts. What is shown stays, also when
 * parts come behind it.
 */
export function useLastParts(sessionID: string, ids: readonly string[]): LastParts {
  const { store } = useHelm()
  const [first, setFirst] = useState<string>()
  const charsOf = (id: string) => charsIn(store.transcripts.get(sessionID)?.part(id))
  const at = first === undefined ? -1 : ids.indexOf(first)
  const start = at < 0 ? ids.length - countFitting(ids, charsOf) : at
  if (at < 0 && ids[start] !== undefined) setFirst(ids[start])
  const showMore = () => {
    const before = ids.slice(0, start)
    setFirst(ids[start - countFitting(before, charsOf)])
  }
  return { shown: ids.slice(start), hidden: start, showMore }
}

/** How many at the end of a list are shown at once; one always is. */
export function countFitting(ids: readonly string[], charsOf: (id: string) => number): number {
  let count = 0
  let chars = 0
  for (const id of ids.slice(-MOST_PARTS).reverse()) {
    chars += charsOf(id)
    if (chars > MOST_CHARS && count > 0) break
    count += 1
  }
  return count
}

/** Tools and thoughts are folded. */
const charsIn = (part: Part | undefined): number =>
  part?.type === 'text' ? Math.min(part.text.length, MOST_CHARS_OF_ONE) : 0
