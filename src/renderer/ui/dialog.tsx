import { Dialog } from '@base-ui/react/dialog'
import { type ReactNode, useRef } from 'react'
import type { DialogName } from '../store/dialogs'
import { useHelm, useStore } from './context'
import { Icon } from './icons'

interface SheetProps {
  name: DialogName
  title: string
  /** Beside the look that all of them have. */
  className: string
  /** A selector of what gets the focus; the way out when there is none. */
  first: string
  children: ReactNode
}

/** A dialog with a title and a way out, over the whole window. What closes gives the focus back. */
export function Sheet({ name, title, className, first, children }: SheetProps) {
  const { isOpen, close } = useDialog(name)
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Viewport className="dialog-viewport">
          <Dialog.Popup
            ref={popup}
            className={`dialog ${className}`}
            initialFocus={() => popup.current?.querySelector<HTMLElement>(first) ?? true}
          >
            <header className="dialog-head">
              <Dialog.Title className="dialog-title">{title}</Dialog.Title>
              <Dialog.Close className="icon-button" aria-label="Close" title="Close">
                <Icon name="close" />
              </Dialog.Close>
            </header>
            {children}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Whether this dialog is open, and how to close it. */
export function useDialog(name: DialogName): { isOpen: boolean; close: () => void } {
  const { store } = useHelm()
  const isOpen = useStore((it) => it.dialogs.open === name)
  return { isOpen, close: () => store.write(() => store.dialogs.close(name)) }
}
