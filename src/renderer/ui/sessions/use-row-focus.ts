import { type FocusEvent, type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'
import type { ListItem } from '../../store/list-items'
import { useHelm } from '../context'
import { projectStop } from './heads'

/** How many rows a page of the keyboard is. */
const PAGE = 10
/** For how many frames a row that comes into view is waited for. */
const TRIES = 60

/** One place where the arrow keys can be. */
interface Stop {
  id: string
  item: ListItem
  index: number
}

/** The list as one stop of the Tab key, within which arrows go, also to rows that are not drawn. */
export interface RowFocus {
  /** Where the Tab key goes. */
  stop: string | undefined
  /** The items to be kept drawn for that. */
  kept: readonly number[]
  onKeyDown(event: KeyboardEvent<HTMLElement>): void
  onFocus(event: FocusEvent<HTMLElement>): void
}

/**
 * @param items what the list shows
 * @param list what draws it
 * @param place the element that holds it
 */
export function useRowFocus(
  items: readonly ListItem[],
  list: RefObject<VirtualizerHandle | null>,
  place: RefObject<HTMLElement | null>,
): RowFocus {
  const { store, actions } = useHelm()
  const [wanted, setWanted] = useState<string>()
  const [left, setLeft] = useState<string>()
  const goTo = useRef<string>(undefined)
  const stops = items.flatMap(stopsOf)
  const stop =
    find(stops, wanted) ?? find(stops, store.openID) ?? stops.find(({ item }) => item.row)

  // A row that comes into view is hidden until it is measured: only then does it take the focus.
  const focusSoon = (tries: number) => {
    const id = goTo.current
    if (id === undefined || tries === 0) return
    const element = place.current?.querySelector<HTMLElement>(`[data-stop="${CSS.escape(id)}"]`)
    element?.focus({ preventScroll: true })
    if (element && document.activeElement === element) goTo.current = undefined
    else requestAnimationFrame(() => focusSoon(tries - 1))
  }

  const moveTo = (to: Stop | undefined, from: Stop) => {
    if (!to) return
    goTo.current = to.id
    setWanted(to.id)
    setLeft(from.id)
    list.current?.scrollToIndex(to.index, { align: 'nearest' })
    focusSoon(TRIES)
  }

  /** Opens and closes what is below, and goes up to what is above. */
  const sideways = (at: Stop, isIn: boolean) => {
    const { project, row } = at.item
    if (project && at.id === projectStop(project.directory)) {
      if (project.isFolded === isIn) {
        actions.changeList((view) => view.toggleProject(project.directory))
      }
    } else if (row && row.children > 0 && row.isOpened !== isIn) {
      actions.changeList((view) => view.toggleChildren(row.session.id, store))
    } else if (row && !isIn) moveTo(find(stops, row.session.parentID), at)
  }

  return {
    stop: stop?.id,
    // The one that was left has the focus until the next one takes it.
    kept: [stop, find(stops, left)].flatMap((it) => (it ? [it.index] : [])),
    onFocus({ target }) {
      const id = target instanceof HTMLElement ? target.dataset.stop : undefined
      if (id !== undefined) setWanted(id)
    },
    onKeyDown(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
      const id = event.target instanceof HTMLElement ? event.target.dataset.stop : undefined
      const index = stops.findIndex((it) => it.id === id)
      const at = stops[index]
      if (!at) return
      const last = stops.length - 1
      const targets: Record<string, number> = {
        ArrowDown: Math.min(index + 1, last),
        ArrowUp: Math.max(index - 1, 0),
        PageDown: Math.min(index + PAGE, last),
        PageUp: Math.max(index - PAGE, 0),
        Home: 0,
        End: last,
      }
      const to = targets[event.key]
      if (to !== undefined) moveTo(stops[to], at)
      else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
        sideways(at, event.key === 'ArrowRight')
      } else return
      event.preventDefault()
    },
  }
}

const find = (stops: readonly Stop[], id: string | undefined) =>
  id === undefined ? undefined : stops.find((it) => it.id === id)

function stopsOf(item: ListItem, index: number): Stop[] {
  const { project, row } = item
  return [
    ...(project ? [{ id: projectStop(project.directory), item, index }] : []),
    ...(row ? [{ id: row.session.id, item, index }] : []),
  ]
}
