import type { Part } from '../../../shared/engine-types'
import { MOST_CHARS } from './plain-part'

// What a browser lays out as plain text between two frames.
const MOST_MESSAGES = 50
const MOST_PARTS = 200
const MOST_CHARS_TOGETHER = 200_000

/** The parts of a message, with the bookkeeping. */
export interface PlainMessage {
  readonly id: string
  readonly parts: readonly Part[]
}

/** The beginning of what is shown of a session as plain text. */
export interface PlainStart {
  readonly messageID: string
  /** The first of its parts that is shown; all are when absent. */
  readonly partID?: string
}

/**
 * Looks for where the end of a session begins that is shown as plain text.
 * @param newestFirst its messages, from the last one on; no more are taken than are looked at
 * @param times how often its budget is to be had: once more for each time that more was asked for
 * @returns undefined when all of it is shown
 */
export function plainStart(
  newestFirst: Iterable<PlainMessage>,
  times: number,
): PlainStart | undefined {
  let start: PlainStart | undefined
  const left = {
    messages: MOST_MESSAGES * times,
    parts: MOST_PARTS * times,
    chars: MOST_CHARS_TOGETHER * times,
  }
  for (const { id, parts } of newestFirst) {
    left.messages -= 1
    if (left.messages < 0) return start
    for (const part of parts.toReversed()) {
      left.parts -= 1
      left.chars -= sizeOf(part)
      // One part always is shown.
      if (start && (left.parts < 0 || left.chars < 0)) return start
      start = { messageID: id, partID: part.id }
    }
    start = { messageID: id }
  }
  return undefined
}

const sizes = new WeakMap<Part, number>()

/** About how many characters are shown of a part; parts never change. */
function sizeOf(part: Part): number {
  const known = sizes.get(part)
  if (known !== undefined) return known
  const size = Math.min(MOST_CHARS, sizeOfValue(shownOf(part)))
  sizes.set(part, size)
  return size
}

function shownOf(part: Part): unknown {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.text
    case 'tool': {
      const { state } = part
      if (state.status === 'completed') return [state.output, state.input]
      return state.status === 'error' ? [state.error, state.input] : state.input
    }
    case 'subtask':
      return [part.description, part.prompt]
    default:
      return ''
  }
}

// Its name, signs and white space.
const CHARS_OF_A_VALUE = 20

/** About how long a value is as JSON. Writing it could fail, or take longer than is to be saved. */
function sizeOfValue(value: unknown): number {
  const left = [value]
  let size = 0
  while (left.length > 0 && size < MOST_CHARS) {
    const it = left.pop()
    size += typeof it === 'string' ? it.length : CHARS_OF_A_VALUE
    if (typeof it !== 'object' || it === null) continue
    for (const inner of Object.values(it)) left.push(inner)
  }
  return size
}
