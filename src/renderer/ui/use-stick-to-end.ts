import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'

// Two lines of text less than at the end still count as there: it may be moving away.
const NEAR_PX = 48

/** A scroll area that stays at its end while the person is there; always the same object. */
export interface StickToEnd {
  /** The scroll area. */
  area: RefObject<HTMLDivElement | null>
  /** Its last part, which grows in the flow; what is before is virtualised. */
  tail: RefObject<HTMLDivElement | null>
  /** Whether the person is taken along when something is added at the end. */
  isStuck(): boolean
  /** Goes to the end and stays there. */
  jump(): void
  /** Lets go: what opens now must not move what the pointer is on. */
  release(): void
  /** To be called when what is before the tail changed its height. */
  follow(): void
}

/**
 * Starts at the end. What is above never moves: only a person at the end is taken along.
 * @param sent what the person just said: a new one takes them to the end
 * @param isStuckFirst false for who comes back to where they read
 * @returns the area, and whether the person is away from its end
 */
export function useStickToEnd(
  sent: string | undefined,
  isStuckFirst: boolean,
): [StickToEnd, boolean] {
  const area = useRef<HTMLDivElement>(null)
  const tail = useRef<HTMLDivElement>(null)
  const isStuck = useRef(isStuckFirst)
  const follow = useRef<() => void>(() => undefined)
  const [isAway, setAway] = useState(false)

  useLayoutEffect(() => {
    const box = area.current
    const grown = tail.current
    if (!box || !grown) return
    let lastTop = box.scrollTop
    let anchor: { element: Element; top: number } | undefined

    const distance = () => box.scrollHeight - box.clientHeight - box.scrollTop
    /** What the person looks at, if it is in the tail; the virtualised part keeps its own. */
    const findAnchor = () => {
      const { left, top, width } = box.getBoundingClientRect()
      const element = isStuck.current
        ? undefined
        : document.elementFromPoint(left + width / 2, top + 1)
      if (!element || element === grown || !grown.contains(element)) return undefined
      return { element, top: inTail(element) }
    }
    const inTail = (element: Element) =>
      element.getBoundingClientRect().top - grown.getBoundingClientRect().top
    const look = () => {
      // Growth never moves the position up: only a person does, be it by a pixel. Shrinking does
      // too, but ends at the end.
      if (box.scrollTop < lastTop && distance() > 1) isStuck.current = false
      else if (distance() <= NEAR_PX && box.scrollTop >= lastTop) isStuck.current = true
      lastTop = box.scrollTop
      anchor = findAnchor()
      setAway(!isStuck.current && distance() > NEAR_PX)
    }
    const keep = () => {
      if (isStuck.current) box.scrollTop = box.scrollHeight
      else if (anchor?.element.isConnected) {
        const moved = inTail(anchor.element) - anchor.top
        if (moved !== 0) box.scrollTop += moved
      }
      look()
    }
    follow.current = keep

    keep()
    const observer = new ResizeObserver(keep)
    observer.observe(box)
    observer.observe(grown)
    box.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', look)
    }
  }, [])

  const stick = useMemo<StickToEnd>(
    () => ({
      area,
      tail,
      isStuck: () => isStuck.current,
      jump: () => {
        isStuck.current = true
        area.current?.scrollTo({ top: area.current.scrollHeight })
        setAway(false)
      },
      release: () => {
        isStuck.current = false
      },
      follow: () => follow.current(),
    }),
    [],
  )

  useLayoutEffect(() => {
    if (sent !== undefined) stick.jump()
  }, [sent, stick])

  return [stick, isAway]
}
