import { countFitting } from './amounts'

// A transcript has two parts. Its end, where messages come and grow, stands in the flow: a growing
// text costs its own layout and nothing else. What is before is virtualised: it costs what is in view.

/** With so many messages or fewer all are in the flow. */
export const MOST_IN_FLOW = 30

// So many stay in the flow when the rest of it is handed over: more than a window shows of short
// ones, so that the border between both parts is seldom in view.
const LEFT_IN_FLOW = 16

// Of what is above the message that a person reads.
const ABOVE = 4

// All of the flow is laid out when it comes, whatever of it is in view.
const CHARS_IN_FLOW = 30_000

/**
 * Where the flow of a transcript begins when it is shown first.
 * @param readFrom the message where the person goes on reading; the end when absent
 * @param charsOf how much text a message is laid out like
 * @returns the first message in the flow, or an empty text for all
 */
export function firstInFlow(
  order: readonly string[],
  readFrom?: string,
  charsOf: (id: string) => number = () => 0,
): string {
  const most = { count: MOST_IN_FLOW + ABOVE, chars: CHARS_IN_FLOW }
  const fitting = countFitting(order, most, charsOf)
  if (order.length <= Math.min(MOST_IN_FLOW, fitting)) return ''
  const first = order.length - fitting
  const end = order.length - Math.min(LEFT_IN_FLOW, fitting)
  const at = readFrom === undefined ? -1 : order.indexOf(readFrom)
  const isNear = at >= first && order.length - at <= MOST_IN_FLOW
  return order[isNear ? Math.max(first, Math.min(at - ABOVE, end)) : end] ?? ''
}

/**
 * How many messages are before the flow that begins with `first`.
 * @param positionOf where a message stands that is not shown any more, or stood
 * @returns undefined when nothing is known of it: the flow has to begin somewhere else
 */
export function countBefore(
  order: readonly string[],
  first: string,
  positionOf: (id: string) => number | undefined,
): number | undefined {
  if (first === '') return 0
  const at = order.indexOf(first)
  if (at >= 0) return at
  const position = positionOf(first)
  return position === undefined ? undefined : Math.min(position, order.length)
}

/** Whether the flow has become so long that most of it is to be handed over. */
export const isTooLong = (inFlow: number) => inFlow > 2 * MOST_IN_FLOW

/**
 * Whether ids were only added to, or removed from, the start: the others keep their place then.
 */
export function isShift(old: readonly string[], now: readonly string[]): boolean {
  const last = old.at(-1)
  return old.length !== now.length && last !== undefined && last === now.at(-1)
}
