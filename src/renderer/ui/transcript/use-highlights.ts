import { useEffect } from 'react'
import { useHelm, useStore } from '../context'
import type { StickToEnd } from '../use-stick-to-end'
import { rangesIn } from './dom-matches'

/** Highlights by name, as `::highlight()` in the styles has them. */
const ALL = 'found'
const CURRENT = 'found-current'

// More than a screen shows; a letter in a megabyte of output has no end.
const MOST_RANGES = 2_000

/**
 * Highlights what is found in the messages that are mounted. The document is not touched, so that a
 * growing answer costs no more than before.
 */
export function useHighlights(stick: StickToEnd): void {
  const { store } = useHelm()
  const needle = useStore(({ find }) => (find.sessionID === undefined ? '' : find.needle))
  const current = useStore(({ find }) => find.current)

  useEffect(() => {
    const area = stick.area.current
    if (!area || needle === '') return
    let frame = 0
    const show = () => {
      frame = 0
      const ranges: Range[] = []
      let at: Range | undefined
      for (const row of area.querySelectorAll<HTMLElement>('[data-message]')) {
        const found = rangesIn(row, needle)
        ranges.push(...found.slice(0, MOST_RANGES - ranges.length))
        if (row.dataset.message === current?.messageID)
          at = found[ordinal(found, store.find.current)]
      }
      CSS.highlights.set(ALL, new Highlight(...ranges))
      const marked = new Highlight(...(at ? [at] : []))
      marked.priority = 1
      CSS.highlights.set(CURRENT, marked)
    }
    const observer = new MutationObserver(() => {
      frame ||= requestAnimationFrame(show)
    })
    show()
    observer.observe(area, { childList: true, characterData: true, subtree: true })
    return () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
      CSS.highlights.delete(ALL)
      CSS.highlights.delete(CURRENT)
    }
  }, [stick, store, needle, current])
}

/** The range of the current match in its message, as near as what is shown allows. */
export function currentRange(row: Element, needle: string, match: ShownMatch): Range | undefined {
  const found = rangesIn(row, needle)
  return found[ordinal(found, match)]
}

type ShownMatch = { inMessage: number; ofMessage: number } | undefined

// What is shown may have fewer than what is written: in folded calls, in the address of a link.
const ordinal = (found: readonly Range[], match: ShownMatch): number =>
  match === undefined ? -1 : Math.min(match.inMessage, found.length - 1)
