import { type ReactElement, type RefObject, useLayoutEffect, useRef } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { MarksAmong, MarksOf } from './marks'
import type { Manner } from './reveal-text'
import type { Row } from './rows'

// Beyond that a browser takes long to lay all rows out.
const MOST_AT_ONCE = 400
// Mounted above and below what is in view, in px.
const AHEAD_PX = 400
// About so many are mounted then.
const IN_SIGHT = 64

interface Props<L extends { text: string }> {
  rows: readonly Row<L>[]
  /** The scroll area that the rows are in. */
  area: RefObject<HTMLElement | null>
  manner: Manner
  /** The row that is to be seen at first; the first one without. */
  first?: number
  children: (row: Row<L>, index: number) => ReactElement
}

/** Rows in a scroll area: all of them, or where they are many those in sight. */
export function Rows<L extends { text: string }>({
  rows,
  area,
  manner,
  first,
  children,
}: Props<L>) {
  const isVirtual = rows.length > MOST_AT_ONCE
  const virtual = useRef<VirtualizerHandle>(null)
  useLayoutEffect(() => {
    if (isVirtual && first !== undefined) virtual.current?.scrollToIndex(first, { align: 'start' })
  }, [isVirtual, first])
  if (!isVirtual) {
    return (
      <MarksOf texts={rows.map(({ text }) => text)} manner={manner}>
        {rows.map(children)}
      </MarksOf>
    )
  }
  return (
    <MarksAmong count={IN_SIGHT}>
      <Virtualizer ref={virtual} scrollRef={area} data={rows} bufferSize={AHEAD_PX}>
        {children}
      </Virtualizer>
    </MarksAmong>
  )
}

/** Stands for empty lines, which would push what follows out of sight. */
export function BlankRun({ count, text }: { count: number; text: string }) {
  return (
    <span className="blank-run">
      <span className="blank-run-text">{text}</span>
      <span className="blank-run-label">{`… ${count.toLocaleString('en')} empty lines …`}</span>
    </span>
  )
}
