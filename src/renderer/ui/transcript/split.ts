// A transcript has two parts. Its end, where messages come and grow, stands in the flow: a growing
// text costs its own layout and nothing else. What is before is virtualised: it costs what is in view.

/** With so many messages or fewer all are in the flow. */
export const MOST_IN_FLOW = 30

// So many stay in the flow when the rest of it is handed over: more than a window shows of short
// ones, so that the border between both parts is seldom in view.
const LEFT_IN_FLOW = 16

// And no more work than that, as `workOf` has it: some screens.
const MOST_WORK = 80_000

/**
 * Where the flow of a transcript begins when it is shown first.
 * @param workOf how much work it is to draw a message
 * @param readFrom the message where the person goes on reading; the end when absent
 * @returns the first message in the flow, or an empty text for all
 */
export function firstInFlow(
  order: readonly string[],
  workOf: (id: string) => number,
  readFrom?: string,
): string {
  const start = Math.max(startByCount(order, readFrom), startByWork(order, workOf))
  return start === 0 ? '' : (order[start] ?? '')
}

function startByCount(order: readonly string[], readFrom: string | undefined): number {
  if (order.length <= MOST_IN_FLOW) return 0
  const end = order.length - LEFT_IN_FLOW
  const at = readFrom === undefined ? -1 : order.indexOf(readFrom)
  const isNear = at >= 0 && order.length - at <= MOST_IN_FLOW
  return isNear ? Math.max(0, Math.min(at - 4, end)) : end
}

/** The last message is in the flow, whatever it is. */
function startByWork(order: readonly string[], workOf: (id: string) => number): number {
  let start = order.length
  let work = 0
  for (const id of order.toReversed()) {
    work += workOf(id)
    if (work > MOST_WORK && start < order.length) break
    start -= 1
  }
  return start
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
