import { type MouseEvent, type ReactNode, use } from 'react'
import { useHelm, useStore } from './context'
import { StickContext } from './stick-context'
import { OwnMarks } from './visible-text/marks'

interface Props {
  /** Under which it is remembered whether it is open. */
  id: string
  className: string
  summary: ReactNode
  /** Called for the body only once it is open: it may be large. */
  body: () => ReactNode
}

/** A line that opens in place, and stays so when it was out of sight. */
export function Fold({ id, className, summary, body }: Props) {
  const { store } = useHelm()
  const stick = use(StickContext)
  const isOpen = useStore(({ folds }) => folds.isOpen(id))
  const toggle = (event: MouseEvent) => {
    // The store says whether it is open, not the element.
    event.preventDefault()
    // What opens now must not be followed to its end.
    stick?.release()
    store.write(({ folds }) => folds.set(id, !folds.isOpen(id)))
  }
  return (
    <details className={className} open={isOpen}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a control by itself */}
      <summary onClick={toggle}>{summary}</summary>
      {isOpen && <OwnMarks>{body()}</OwnMarks>}
    </details>
  )
}
