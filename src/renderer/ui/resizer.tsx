import type { KeyboardEvent, PointerEvent } from 'react'

const STEP_PX = 16

interface Props {
  label: string
  /** Which side of the window the resized pane stands at. */
  side: 'left' | 'right'
  /** In px, as are the others. */
  width: number
  min: number
  max: number
  /** Sets the width; it is kept within bounds there. */
  resize: (width: number) => void
  /** Gives it the width that it had at first. */
  reset: () => void
}

/** The inner edge of a pane: dragged, or moved by arrows; a double click resets it. */
export function Resizer({ label, side, width, min, max, resize, reset }: Props) {
  const isLeft = side === 'left'
  const drag = ({ currentTarget, pointerId, clientX }: PointerEvent<HTMLDivElement>) => {
    if (!currentTarget.hasPointerCapture(pointerId)) return
    resize(isLeft ? clientX : window.innerWidth - clientX)
  }
  const step = (event: KeyboardEvent) => {
    const outwards = isLeft ? STEP_PX : -STEP_PX
    if (event.key === 'ArrowLeft') resize(width - outwards)
    else if (event.key === 'ArrowRight') resize(width + outwards)
    else if (event.key === 'Home') resize(min)
    else if (event.key === 'End') resize(max)
    else return
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be dragged by a value of its own
    <div
      className={isLeft ? 'resizer' : 'resizer panel-resizer'}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={reset}
      onKeyDown={step}
    />
  )
}
