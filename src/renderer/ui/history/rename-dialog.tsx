import { Dialog } from '@base-ui/react/dialog'
import { useActions, useStore } from '../context'
import { RenameForm } from './rename-form'

/** Renames a session that is not the open one. */
export function RenameDialog() {
  const form = useStore(({ workbench }) => workbench.form)
  const actions = useActions()
  if (form?.kind !== 'rename' || form.place !== 'dialog') return null
  const { sessionID } = form
  return (
    <Dialog.Root open onOpenChange={() => actions.closeForm('rename', sessionID)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="session-backdrop" />
        <Dialog.Popup className="session-dialog">
          <Dialog.Title className="session-dialog-title">Rename session</Dialog.Title>
          <RenameForm sessionID={sessionID} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
