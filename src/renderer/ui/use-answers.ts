import {
  createContext,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  use,
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { pageClock } from '../store/clock'
import { hasMoved, type Place, Press, Standstill } from './standstill'

/** What the answers of a card go by. */
export interface Answers {
  /** Whether nothing that is pressed counts yet: the card came, moved, or was come back to just now. */
  readonly isDeaf: boolean
  /** Whether what was pressed is an answer. */
  readonly hears: () => boolean
}

export const AnswersContext = createContext<Answers>({ isDeaf: true, hears: () => false })

/** What the answers of the card around go by. */
export const useAnswers = (): Answers => use(AnswersContext)

/** The answers of a card; where it stands is where they stand. */
const placesOf = (card: HTMLElement | null): readonly Place[] => {
  const foot = card?.querySelector('.ask-foot')
  return [card, foot].flatMap((it) => (it ? [it.getBoundingClientRect()] : []))
}

/**
 * Lets a card be answered when it has stood still before the person for half a second.
 * @returns what its answers go by, and what the card must tell of each press before anything else does
 */
export function useStandstill(card: RefObject<HTMLElement | null>) {
  const places = useRef<readonly Place[]>([])
  const [press] = useState(() => new Press())

  /** Looks whether the card is where it was, and notes where it is. */
  const isInPlace = useCallback(() => {
    const now = placesOf(card.current)
    const isThere = !hasMoved(places.current, now)
    if (!isThere) places.current = now
    return isThere
  }, [card])
  const [standstill] = useState(() => new Standstill(pageClock, isInPlace))
  const isStill = useSyncExternalStore(standstill.subscribe, () => standstill.isStill)
  /** The same, and begins to wait anew where it is not. */
  const look = useCallback(() => {
    const isThere = isInPlace()
    if (!isThere) standstill.disturb()
    return isThere
  }, [isInPlace, standstill])

  useEffect(() => {
    const element = card.current
    const column = element?.parentElement
    if (!element || !column) return
    places.current = placesOf(element)
    standstill.disturb()
    const comeBack = () => {
      if (document.visibilityState === 'visible') standstill.disturb()
    }
    const sizes = new ResizeObserver(look)
    const watch = () => {
      sizes.disconnect()
      // What is beside it moves it by growing.
      for (const each of [column, ...column.children]) sizes.observe(each)
      look()
    }
    const members = new MutationObserver(watch)
    watch()
    members.observe(column, { childList: true })
    // In a small window the card itself scrolls.
    element.addEventListener('scroll', look, { passive: true })
    window.addEventListener('focus', comeBack)
    document.addEventListener('visibilitychange', comeBack)
    return () => {
      sizes.disconnect()
      members.disconnect()
      element.removeEventListener('scroll', look)
      window.removeEventListener('focus', comeBack)
      document.removeEventListener('visibilitychange', comeBack)
      standstill.stop()
    }
  }, [card, look, standstill])

  /** A press that began too early is none, however late it ends. */
  const notePress = useCallback(
    (event: PointerEvent | KeyboardEvent) => {
      const isKey = 'key' in event
      if (isKey && event.key !== 'Enter' && event.key !== ' ') return
      if (isKey && event.repeat) press.hold()
      else press.begin(look() && standstill.isStill)
    },
    [look, press, standstill],
  )
  const hears = useCallback(() => {
    const began = press.end()
    return look() && standstill.isStill && began
  }, [look, press, standstill])

  return { answers: { isDeaf: !isStill, hears }, notePress }
}
