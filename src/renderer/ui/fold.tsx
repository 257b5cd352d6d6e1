import { type ReactNode, use, useState } from 'react'
import { ReleaseContext } from './release'

interface Props {
  className: string
  summary: ReactNode
  /** Called for the body only once it is open: it may be large. */
  body: () => ReactNode
}

/** A line that opens in place. */
export function Fold({ className, summary, body }: Props) {
  const release = use(ReleaseContext)
  const [isOpen, setOpen] = useState(false)
  return (
    <details className={className} onToggle={(event) => setOpen(event.currentTarget.open)}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a control by itself */}
      <summary onClick={release}>{summary}</summary>
      {isOpen && body()}
    </details>
  )
}
