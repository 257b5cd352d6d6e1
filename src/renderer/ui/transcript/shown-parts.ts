import { useState } from 'react'
import type { Message } from '../../../shared/engine-types'
import { isBookkeeping } from '../../store/bookkeeping'
import { useHelm } from '../context'
import { type Amount, charsIn, countFitting } from './amounts'

// What a browser lays out between two frames.
const AT_ONCE: Amount = { count: 100, chars: 100_000 }

/** The part of a message that is in the document, and how many parts are not. */
export interface ShownParts {
  readonly shown: readonly string[]
  readonly before: number
  readonly after: number
  readonly showMore: () => void
}

/**
 * Bounds how much of a message is in the document: of an answer its last parts, of a person's message
 * its first ones, as what they wrote comes before what goes with it. What is shown stays, also when
 * parts come behind it. Parts that show nothing count for nothing.
 */
export function useShownParts(
  sessionID: string,
  partIDs: readonly string[],
  role: Message['role'],
): ShownParts {
  const { store } = useHelm()
  /** The part at which what is shown begins, or ends in a person's message. */
  const [edge, setEdge] = useState<string>()
  const partOf = (id: string) => store.transcripts.get(sessionID)?.part(id)
  const charsOf = (id: string) => charsIn(partOf(id))
  const ids = partIDs.filter((id) => {
    const part = partOf(id)
    return part !== undefined && !isBookkeeping(part, role)
  })
  const at = edge === undefined ? -1 : ids.indexOf(edge)
  if (role === 'user') {
    const end = Math.max(at + 1, countFitting(ids, AT_ONCE, charsOf))
    const showMore = () => {
      setEdge(ids[end + countFitting(ids.slice(end), AT_ONCE, charsOf) - 1])
    }
    return { shown: ids.slice(0, end), before: 0, after: ids.length - end, showMore }
  }
  const before = (end: number) => end - countFitting(ids.slice(0, end).reverse(), AT_ONCE, charsOf)
  const start = at < 0 ? before(ids.length) : at
  if (at < 0 && ids[start] !== undefined) setEdge(ids[start])
  return {
    shown: ids.slice(start),
    before: start,
    after: 0,
    showMore: () => setEdge(ids[before(start)]),
  }
}
