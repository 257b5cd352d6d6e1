import { lazy, Suspense } from 'react'
import { Boundary } from '../boundary'

// Most of the time it is hidden: then nothing of it is even loaded.
const PanelTabs = lazy(() => import('./panel-tabs'))

/** What is in the panel, wherever that stands. */
export function PanelContent() {
  return (
    <Boundary fallback={<p className="panel-note">The side panel cannot be shown.</p>}>
      <Suspense fallback={<div className="panel-head" />}>
        <PanelTabs />
      </Suspense>
    </Boundary>
  )
}
