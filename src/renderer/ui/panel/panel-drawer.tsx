import { Dialog } from '@base-ui/react/dialog'
import { useHelm, useStore } from '../context'
import { PanelContent } from './panel-content'
import { PANEL_TOGGLE_ID } from './panel-toggle'

/**
 * The panel over the transcript, where there is no room beside it: a modal dialog, which holds the
 * focus; Escape and the way beside it lead out.
 */
export default function PanelDrawer() {
  const { store } = useHelm()
  const isShown = useStore((it) => it.panel.isShown)
  return (
    <Dialog.Root
      open={isShown}
      onOpenChange={(isOpen) => store.write(() => store.panel.setShown(isOpen))}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="panel-backdrop" />
        <Dialog.Popup
          className="side-panel panel-drawer"
          aria-label="Side panel"
          finalFocus={() => document.getElementById(PANEL_TOGGLE_ID) ?? true}
        >
          <PanelContent />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
