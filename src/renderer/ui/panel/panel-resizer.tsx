import type { KeyboardEvent, PointerEvent } from 'react'
import { PANEL_MAX, PANEL_MIN, PANEL_WIDTH } from '../../store/panel'
import { useHelm, useStore } from '../context'

const STEP_PX = 16

/** The left edge of the panel: dragged, or moved by arrows; a double click resets it. */
export function PanelResizer() {
  const { store } = useHelm()
  const width = useStore((it) => it.panel.shape.width)
  const resize = (to: number) => store.write(() => store.panel.resize(to))
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    resize(window.innerWidth - event.clientX)
  }
  const step = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') resize(width + STEP_PX)
    else if (event.key === 'ArrowRight') resize(width - STEP_PX)
    else if (event.key === 'Home') resize(PANEL_MIN)
    else if (event.key === 'End') resize(PANEL_MAX)
    else return
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be dragged by a value of its own
    <div
      className="resizer panel-resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label="Side panel width"
      aria-valuenow={width}
      aria-valuemin={PANEL_MIN}
      aria-valuemax={PANEL_MAX}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => resize(PANEL_WIDTH)}
      onKeyDown={step}
    />
  )
}
