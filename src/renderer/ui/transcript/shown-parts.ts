import { use, useLayoutEffect, useState } from 'react'
import type { Message } from '../../../shared/engine-types'
import { isBookkeeping } from '../../store/bookkeeping'
import { useHelm } from '../context'
import { StickContext } from '../stick-context'
import { charsIn, endAfter, isTooMuch, startBefore } from './amounts'

/** The parts of a message that are in the document, and how many before and after them are not. */
export interface ShownParts {
  readonly shown: readonly string[]
  readonly before: number
  readonly after: number
  readonly showMore: () => void
}

/**
 * Bounds how much of a message is in the document: of an answer its last parts, of a person's message
 * its first ones, as what they wrote comes before what goes with it. Parts that show nothing count for
 * nothing. What is shown stays when parts come behind it, until they are too many; then those at the
 * start go, for a person at the end.
 */
export function useShownParts(
  sessionID: string,
  partIDs: readonly string[],
  role: Message['role'],
): ShownParts {
  const { store } = useHelm()
  const stick = use(StickContext)
  /** The part at which what is shown begins, or ends in a person's message. */
  const [edge, setEdge] = useState<string>()
  const partOf = (id: string) => store.transcripts.get(sessionID)?.part(id)
  const charsOf = (id: string) => charsIn(partOf(id))
  const ids = partIDs.filter((id) => {
    const part = partOf(id)
    return part !== undefined && !isBookkeeping(part, role)
  })
  const isUser = role === 'user'
  const at = edge === undefined ? -1 : ids.indexOf(edge)
  const start = isUser ? 0 : at < 0 ? startBefore(ids, ids.length, charsOf) : at
  const end = isUser ? Math.max(at + 1, endAfter(ids, 0, charsOf)) : ids.length
  const shown = ids.slice(start, end)
  if (!isUser && at < 0 && shown[0] !== undefined) setEdge(shown[0])

  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when parts come
  useLayoutEffect(() => {
    if (isUser || !stick?.isStuck() || !isTooMuch(shown, charsOf)) return
    setEdge(ids[startBefore(ids, ids.length, charsOf)])
  }, [partIDs])

  const showMore = () => {
    setEdge(isUser ? ids[endAfter(ids, end, charsOf) - 1] : ids[startBefore(ids, start, charsOf)])
  }
  return { shown, before: start, after: ids.length - end, showMore }
}
