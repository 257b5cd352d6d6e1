import { useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { Match } from '../../store/find'
import { useHelm, useStore } from '../context'
import type { StickToEnd } from '../use-stick-to-end'
import { settle } from './settle'
import { isWaiting } from './turn'
import { currentRange } from './use-highlights'

// Of what is above the message that a person is brought to, a line is left to be seen.
const ABOVE_PX = 20
// What the find bar covers, and some more.
const BAR_PX = 56

interface Options {
  sessionID: string
  order: readonly string[]
  /** What is virtualised: another object after each change, and whether that was one at its start. */
  settled: { readonly isShift: boolean }
  stick: StickToEnd
  /** Has a message mounted. */
  keep: (messageID: string) => void
  /** Where in the area a message is taken to be that is not mounted; by its index, in px. */
  offsetOf: (index: number) => number | undefined
}

/** Brings the person to messages, and back to where they read; notes where they read. */
export function useGoing(options: Options): void {
  const { sessionID, order, settled, stick, keep, offsetOf } = options
  const { store } = useHelm()
  /** Ends the way that is under way, if one is. */
  const stop = useRef<() => void>(undefined)
  const latest = useRef(order)
  latest.current = order

  /**
   * @param missing how many px are missing once the message is mounted, or how far below the top of
   *   the area it comes to stand
   */
  const goTo = useCallback(
    (messageID: string, missing: number | ((area: Element, row: Element) => number)) => {
      // Not by its own reference: that is set only after what is within was laid out first.
      const area = stick.tail.current?.closest<HTMLElement>('.transcript')
      if (!area) return
      stop.current?.()
      stick.release()
      keep(messageID)
      const correction = () => {
        const row = area.querySelector(`[data-message="${CSS.escape(messageID)}"]`)
        const below = typeof missing === 'function' ? ABOVE_PX : missing
        if (row) {
          const top = row.getBoundingClientRect().top - area.getBoundingClientRect().top
          const left = typeof missing === 'function' ? missing(area, row) : top - below
          // What is still to be drawn in it may change where that is.
          return isWaiting(row) && Math.abs(left) < 1 ? undefined : left
        }
        const offset = offsetOf(latest.current.indexOf(messageID))
        return offset === undefined ? undefined : offset - area.scrollTop - below
      }
      stop.current = settle(area, correction, () => {
        stop.current = undefined
      })
    },
    [stick, keep, offsetOf],
  )
  useEffect(() => () => stop.current?.(), [])

  // Messages came before those that are here. The virtualised part makes up for what it takes them
  // to be high; what is missing of that is seen once they are measured. Who is on the way somewhere
  // gets there anyway.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when they came
  useLayoutEffect(() => {
    if (!settled.isShift || stop.current || stick.isStuck()) return
    const place = store.transcripts.place(sessionID)
    if (place && latest.current.includes(place.messageID)) goTo(place.messageID, -place.offset)
  }, [settled])

  // Back where the person read, as soon as that is here.
  const isBack = useRef(false)
  useLayoutEffect(() => {
    if (isBack.current || order.length === 0) return
    isBack.current = true
    const place = store.transcripts.place(sessionID)
    if (!place) return
    if (order.includes(place.messageID)) goTo(place.messageID, -place.offset)
    else stick.jump()
  }, [order, sessionID, store, stick, goTo])

  const moves = useStore(({ find }) => (find.sessionID === sessionID ? find.moves : 0))
  const firstMoves = useRef(moves)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another look moves the person
  useLayoutEffect(() => {
    const match = store.find.current
    if (moves === 0 || moves === firstMoves.current || !match) return
    goTo(match.messageID, (area, row) => missingTo(area, row, store.find.needle, match))
  }, [moves])

  const target = useStore(({ reading }) => reading.target)
  useLayoutEffect(() => {
    if (target?.sessionID !== sessionID) return
    if (target.messageID === undefined) stick.jump()
    else if (latest.current.includes(target.messageID)) goTo(target.messageID, ABOVE_PX)
  }, [target, sessionID, stick, goTo])

  useEffect(() => {
    const area = stick.area.current
    if (!area) return
    const note = () => {
      if (!isBack.current) return
      store.transcripts.setPlace(
        sessionID,
        stick.isStuck() ? undefined : placeIn(area, latest.current),
      )
    }
    area.addEventListener('scroll', note, { passive: true })
    return () => area.removeEventListener('scroll', note)
  }, [sessionID, store, stick])
}

/** How far a match is from being well in view: below the bar that looks for it, above the end. */
function missingTo(area: Element, row: Element, needle: string, match: Match): number {
  const view = area.getBoundingClientRect()
  const box = (currentRange(row, needle, match) ?? row).getBoundingClientRect()
  const isInView = box.top >= view.top + BAR_PX && box.bottom <= view.bottom - ABOVE_PX
  return isInView ? 0 : box.top - view.top - Math.max(BAR_PX, view.height / 3)
}

/** The message at the top of the area. */
function placeIn(area: HTMLElement, order: readonly string[]) {
  const { top } = area.getBoundingClientRect()
  for (const row of area.querySelectorAll<HTMLElement>('[data-message]')) {
    const rect = row.getBoundingClientRect()
    const messageID = row.dataset.message
    // One that stays mounted may be far from here.
    if (messageID === undefined || rect.height === 0 || rect.bottom <= top + 1) continue
    const fromEnd = order.length - Math.max(0, order.indexOf(messageID))
    return { messageID, offset: top - rect.top, fromEnd }
  }
  return undefined
}
