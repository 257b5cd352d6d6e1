import { createContext, type ReactNode, use, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Part } from '../../../shared/engine-types'
import { frameSchedule } from '../../store/schedule'
import { Turns } from './turns'
import { heightOf, workOf } from './work-of'

const TurnsContext = createContext<Turns | undefined>(undefined)

/** Has the parts within drawn in turns. */
export function InTurns({ children }: { children: ReactNode }) {
  const [turns] = useState(
    () =>
      new Turns({
        soon: (go) => queueMicrotask(go),
        nextFrame: frameSchedule,
        together: flushSync,
      }),
  )
  return <TurnsContext value={turns}>{children}</TurnsContext>
}

interface Props {
  part: Part
  children: ReactNode
}

/**
 * A part of a message once it has had its turn; until then, a place of about its height. Where
 * nobody hands out turns it is drawn at once.
 */
export function Turn({ part, children }: Props) {
  const turns = use(TurnsContext)
  const [isDrawn, setDrawn] = useState(turns === undefined)
  const place = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it waits once, as what it is then
  useLayoutEffect(
    () =>
      turns?.wait({
        work: workOf(part),
        distance: () => distanceOf(place.current),
        draw: () => setDrawn(true),
      }),
    [turns],
  )
  if (isDrawn) return children
  return <div ref={place} data-waiting="" style={{ height: heightOf(part) }} />
}

/** Tells whether something in an element waits for its turn. */
export const isWaiting = (element: Element) => element.querySelector('[data-waiting]') !== null

function distanceOf(element: Element | null): number {
  const { top = 0, bottom = 0 } = element?.getBoundingClientRect() ?? {}
  return Math.max(0, top - window.innerHeight, -bottom)
}
