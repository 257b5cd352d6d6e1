import { useState } from 'react'
import { useHelm } from '../context'
import { type Amount, charsIn, countFitting } from './amounts'

// What a browser lays out between two frames.
const AT_ONCE: Amount = { count: 100, chars: 100_000 }

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
  const start = at < 0 ? ids.length - countFitting(ids, AT_ONCE, charsOf) : at
  if (at < 0 && ids[start] !== undefined) setFirst(ids[start])
  const showMore = () => {
    const before = ids.slice(0, start)
    setFirst(ids[start - countFitting(before, AT_ONCE, charsOf)])
  }
  return { shown: ids.slice(start), hidden: start, showMore }
}
