import { Component, type ReactNode } from 'react'
import { Icon } from './icons'

interface Props {
  /** What is shown in place of what could not be. */
  fallback: ReactNode
  /** Called when something could not be shown. */
  onDefect?: () => void
  children: ReactNode
}

/** Keeps a defect in one view from taking the others with it. React reports it to the window. */
export class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override componentDidCatch() {
    this.props.onDefect?.()
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}

interface RegionProps {
  /** Its name where it cannot be shown: “The list of sessions”. */
  name: string
  /** A remedy for that; the page can be loaded again where there is none. */
  remedy?: ReactNode
  children: ReactNode
}

/** A region of the page, or that it cannot be shown: what is around it goes on. */
export function Region({ name, remedy = <Reload />, children }: RegionProps) {
  const fallback = (
    <div className="notice notice-failed" role="alert">
      <Icon name="alert" />
      <p className="notice-body">{name} cannot be shown.</p>
      {remedy}
    </div>
  )
  return <Boundary fallback={fallback}>{children}</Boundary>
}

function Reload() {
  return (
    <button type="button" className="button" onClick={() => location.reload()}>
      Reload
    </button>
  )
}
