import { lazy, Suspense, useEffect, useState } from 'react'
import { PANEL_MAX, PANEL_MIN, PANEL_WIDTH } from '../../store/panel'
import { useHelm, useStore } from '../context'
import { focusComposer } from '../focus'
import { Resizer } from '../resizer'
import { PanelContent } from './panel-content'
import { useNarrow } from './use-narrow'

const PanelDrawer = lazy(() => import('./panel-drawer'))

/** The side panel at the right; over the transcript where there is no room beside it. */
export function SidePanel() {
  useNarrow()
  const isNarrow = useStore((store) => store.panel.isNarrow)
  const isShown = useStore((store) => store.panel.isShown)
  // Once it was seen it stays, so that it can leave as it came.
  const [wasDrawer, setWasDrawer] = useState(false)
  if (isNarrow && isShown && !wasDrawer) setWasDrawer(true)
  if (!isNarrow) return isShown ? <Pane /> : null
  return (
    wasDrawer && (
      <Suspense fallback={null}>
        <PanelDrawer />
      </Suspense>
    )
  )
}

function Pane() {
  const { store } = useHelm()
  const width = useStore((it) => it.panel.shape.width)
  const resize = (to: number) => store.write(() => store.panel.resize(to))
  useEffect(() => {
    return () => {
      // What had the focus is gone with the panel.
      if (document.activeElement === document.body && !store.panel.isShown) focusComposer()
    }
  }, [store])
  return (
    // Set through CSSOM, which the content security policy allows.
    <aside className="side-panel" style={{ width }} aria-label="Side panel">
      <Resizer
        label="Side panel width"
        side="right"
        width={width}
        min={PANEL_MIN}
        max={PANEL_MAX}
        resize={resize}
        reset={() => resize(PANEL_WIDTH)}
      />
      <PanelContent />
    </aside>
  )
}
