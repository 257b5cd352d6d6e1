import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

// Two lines of text less than at the end still count as there: it may be moving away.
const NEAR_PX = 48

/** A scroll area that stays at its end while the person is there. */
export interface StickToEnd {
  /** The scroll area. */
  area: RefObject<HTMLDivElement | null>
  /** What grows in it. */
  content: RefObject<HTMLDivElement | null>
  isAway: boolean
  /** Goes to the end and stays there. */
  jump(): void
  /** Lets go: what opens now must not move what the pointer is on. */
  release(): void
}

/**
 * Starts at the end. What is above never moves: only a person at the end is taken along.
 * @param sent what the person just said: a new one takes them to the end
 */
export function useStickToEnd(sent: string | undefined): StickToEnd {
  const area = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const isStuck = useRef(true)
  const [isAway, setAway] = useState(false)

  useLayoutEffect(() => {
    const box = area.current
    if (!box || !content.current) return
    let lastTop = box.scrollTop

    const distance = () => box.scrollHeight - box.clientHeight - box.scrollTop
    const look = () => {
      // Growth never moves the position up: only a person does, be it by a pixel. Shrinking does
      // too, but ends at the end.
      if (box.scrollTop < lastTop && distance() > 1) isStuck.current = false
      else if (distance() <= NEAR_PX && box.scrollTop >= lastTop) isStuck.current = true
      lastTop = box.scrollTop
      setAway(!isStuck.current && distance() > NEAR_PX)
    }
    const follow = () => {
      if (isStuck.current) box.scrollTop = box.scrollHeight
      look()
    }

    follow()
    const observer = new ResizeObserver(follow)
    observer.observe(box)
    observer.observe(content.current)
    box.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', look)
    }
  }, [])

  const jump = () => {
    isStuck.current = true
    area.current?.scrollTo({ top: area.current.scrollHeight })
    setAway(false)
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was sent moves the person
  useLayoutEffect(() => {
    if (sent !== undefined) jump()
  }, [sent])

  return {
    area,
    content,
    isAway,
    jump,
    release: () => {
      isStuck.current = false
    },
  }
}
