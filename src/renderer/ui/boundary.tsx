import { Component, type ReactNode } from 'react'

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
