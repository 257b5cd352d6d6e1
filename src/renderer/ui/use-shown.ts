import { useMemo, useState } from 'react'

/** How much of a long text is shown: its beginning, its end, and nothing of what is between. */
export interface Shown {
  readonly head: string
  /** Characters between that are not shown; 0 when all is. */
  readonly hidden: number
  readonly tail: string
  /** Shows more of what is between. */
  readonly showMore: () => void
}

export interface ShownSizes {
  readonly head: number
  readonly tail: number
  /** How much comes at once when more is asked for: a browser lays it out between two frames. */
  readonly more: number
}

export const SHOWN_SIZES: ShownSizes = { head: 20_000, tail: 4_000, more: 40_000 }

/** Bounds a text for the document; the rest comes piece by piece. */
export function useShown(text: string, sizes: ShownSizes = SHOWN_SIZES): Shown {
  const [extra, setExtra] = useState(0)
  const showMore = () => setExtra(extra + sizes.more)
  return { ...cutMiddle(text, sizes.head + extra, sizes.tail), showMore }
}

/** Cuts the middle out of a text, at the ends of lines where there are some near. */
export function cutMiddle(text: string, head: number, tail: number): Omit<Shown, 'showMore'> {
  // A gap that is smaller than what stands beside it would be no use.
  if (text.length <= head + 2 * tail) return { head: text, hidden: 0, tail: '' }
  const first = cutNear(text, head)
  const last = tail === 0 ? text.length : Math.max(first, cutNear(text, text.length - tail))
  return { head: text.slice(0, first), hidden: last - first, tail: text.slice(last) }
}

const REACH = 1_000

/** Where to cut: after the last end of a line that is near before a place, else there. */
export function cutNear(text: string, at: number): number {
  const from = Math.max(0, at - REACH)
  const line = text.slice(from, at).lastIndexOf('\n')
  if (line > 0) return from + line + 1
  // Never between the halves of one character.
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}

// So many are read and put into rows between two frames.
const LINES_AT_ONCE = 10_000

/** Bounds how many lines of a text are read; the rest comes piece by piece. */
export function useFirstLines(text: string): Omit<Shown, 'tail'> {
  const [most, setMost] = useState(LINES_AT_ONCE)
  const head = useMemo(() => firstLines(text, most), [text, most])
  const showMore = () => setMost(most + LINES_AT_ONCE)
  return { head, hidden: text.length - head.length, showMore }
}

/** The first lines of a text, without what ends the last one. */
export function firstLines(text: string, most: number): string {
  let end = -1
  for (let line = 0; line < most; line += 1) {
    end = text.indexOf('\n', end + 1)
    if (end < 0) return text
  }
  return text.slice(0, end)
}
