import { useLayoutEffect } from 'react'
import { useHelm } from '../context'

// Sidebar, panel and a transcript that can still be read do not fit into less.
const NARROW = '(width < 1000px)'

/** Tells the store whether there is room for the panel beside the transcript. */
export function useNarrow(): void {
  const { store } = useHelm()
  useLayoutEffect(() => {
    const query = window.matchMedia(NARROW)
    const look = () => {
      if (query.matches !== store.panel.isNarrow) {
        store.write(() => store.panel.setNarrow(query.matches))
      }
    }
    look()
    query.addEventListener('change', look)
    return () => query.removeEventListener('change', look)
  }, [store])
}
