import { useHelm, useStore } from '../context'
import { IconButton } from '../icon-button'

/** The button has this id: the focus comes back to it. */
export const PANEL_TOGGLE_ID = 'panel-toggle'

/** Shows and hides the side panel. */
export function PanelToggle() {
  const { store } = useHelm()
  const isShown = useStore((it) => it.panel.isShown)
  return (
    <IconButton
      icon="panel"
      id={PANEL_TOGGLE_ID}
      className="panel-toggle"
      label="Side panel"
      tip={isShown ? 'Hide side panel' : 'Show side panel'}
      aria-expanded={isShown}
      onClick={() => store.write(() => store.panel.setShown(!isShown))}
    />
  )
}
