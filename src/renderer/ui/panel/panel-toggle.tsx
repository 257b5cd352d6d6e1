import { useHelm, useStore } from '../context'
import { Icon } from '../icons'

/** The button has this id: the focus comes back to it. */
export const PANEL_TOGGLE_ID = 'panel-toggle'

/** Shows and hides the side panel. */
export function PanelToggle() {
  const { store } = useHelm()
  const isShown = useStore((it) => it.panel.isShown)
  return (
    <button
      id={PANEL_TOGGLE_ID}
      type="button"
      className="icon-button panel-toggle"
      aria-label="Side panel"
      title={isShown ? 'Hide side panel' : 'Show side panel'}
      aria-expanded={isShown}
      onClick={() => store.write(() => store.panel.setShown(!isShown))}
    >
      <Icon name="panel" />
    </button>
  )
}
