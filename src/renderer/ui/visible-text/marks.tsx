import { createContext, type ReactNode, use } from 'react'
import { type Manner, segmentsOf } from './reveal-text'

/**
 * The number of marks that one view has as elements. A browser takes some 40 µs to lay each of them out, and
 * next to nothing where they are written as text.
 */
export const MOST_MARKS = 250

/** Of a text on one line, which is cut off where it does not fit: of such there are many in sight. */
export const LINE_MARKS = 8

const Marks = createContext(MOST_MARKS)

/** Gives the number of marks that a text may have here as elements. */
export const useMarks = (): number => use(Marks)

interface AmongProps {
  /** The number of texts, or of views of texts. */
  count: number
  children: ReactNode
}

/** Shares the marks that a view may have among what is in it. */
export function MarksAmong({ count, children }: AmongProps) {
  return <Marks value={share(use(Marks), count)}>{children}</Marks>
}

interface OfProps {
  /** All texts that are shown within. */
  texts: readonly string[]
  manner: Manner
  children: ReactNode
}

/** Shares them among these texts, where not all of their marks fit anyway. */
export function MarksOf({ texts, manner, children }: OfProps) {
  const most = use(Marks)
  return (
    <Marks value={hasMore(texts, manner, most) ? share(most, texts.length) : most}>
      {children}
    </Marks>
  )
}

/** Gives a view marks of its own: a person opened it, or it is one of a few that are in sight. */
export function OwnMarks({ most = MOST_MARKS, children }: { most?: number; children: ReactNode }) {
  return <Marks value={most}>{children}</Marks>
}

/** By powers of two: a list that grows is not drawn anew with each line. */
export const share = (most: number, count: number): number =>
  Math.floor(most / 2 ** Math.ceil(Math.log2(Math.max(1, count))))

/** Tells whether these texts have more marks together than so many; no more of them is looked at. */
export function hasMore(texts: readonly string[], manner: Manner, most: number): boolean {
  let left = most
  for (const text of texts) {
    for (const { kind } of segmentsOf(text, manner)) {
      if (kind === 'text') continue
      if (left === 0) return true
      left -= 1
    }
  }
  return false
}
