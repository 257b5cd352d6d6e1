import { Menu } from '@base-ui/react/menu'
import { useRef } from 'react'
import { useActions, useStore } from './context'
import { focusComposer } from './focus'
import { Icon, type IconName } from './icons'

interface Props {
  sessionID: string
  /** The session's title, where several of these menus stand; else it is the open session's. */
  title?: string
}

/** What can be done with a session, behind one button. */
export function SessionMenu({ sessionID, title }: Props) {
  const trigger = useRef<HTMLButtonElement>(null)
  /** Whether the focus goes elsewhere than back to the button. */
  const leaves = useRef(false)
  /** Where the menu is put: within the landmark that the button is in. */
  const place = useRef<HTMLElement>(null)
  return (
    <Menu.Root
      modal={false}
      onOpenChange={(isOpen) => {
        if (!isOpen) return
        leaves.current = false
        place.current = trigger.current?.closest<HTMLElement>('main, aside') ?? null
      }}
    >
      <Menu.Trigger
        ref={trigger}
        className="icon-button"
        aria-label={title === undefined ? 'Session actions' : `Actions: ${title}`}
        title="Session actions"
      >
        <Icon name="more" />
      </Menu.Trigger>
      <Menu.Portal container={place}>
        <Menu.Positioner
          className="session-menu-place"
          positionMethod="fixed"
          align="end"
          sideOffset={4}
        >
          <Menu.Popup className="session-menu" finalFocus={() => !leaves.current}>
            <Items
              sessionID={sessionID}
              leave={(to) => {
                leaves.current = true
                const next = to === 'next' ? nextRow(trigger.current) : undefined
                // After the session, and its menu with it, are gone.
                if (to !== 'form')
                  requestAnimationFrame(() => (next ? next.focus() : focusComposer()))
              }}
            />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

interface ItemsProps {
  sessionID: string
  /** Called before the focus goes to a form, to the composer, or on from a row that goes. */
  leave: (to: 'form' | 'composer' | 'next') => void
}

function Items({ sessionID, leave }: ItemsProps) {
  const actions = useActions()
  const isReady = useStore((store) => store.isReady)
  const isBusy = useStore((store) => store.isBusy(sessionID))
  const isFree = useStore((store) => store.workbench.workOn(sessionID) === undefined)
  const isArchived = useStore((store) => Boolean(store.list.get(sessionID)?.time.archived))
  const link = useStore((store) => store.links.linkOf(store.list.get(sessionID)))
  const isPlain = useStore((store) => store.plainText.has(sessionID))
  const canWork = isReady && isFree
  const remove = () => {
    leave('next')
    actions.remove(sessionID)
  }
  const archive = () => {
    leave('next')
    void actions.archive(sessionID)
  }
  const rename = () => {
    leave('form')
    actions.openForm('rename', sessionID)
  }
  const share = () => {
    leave('form')
    actions.openForm('share', sessionID)
  }
  const showKept = () => {
    leave('form')
    void actions.showKept(sessionID)
  }
  const fork = () => {
    leave('composer')
    void actions.fork(sessionID)
  }
  return (
    <>
      <Item icon="edit" label="Rename" run={rename} />
      <Item icon="fork" label="Fork" isOff={!canWork} run={fork} />
      <Item
        icon="export"
        label="Export as Markdown"
        isOff={!canWork}
        run={() => void actions.exportSession(sessionID, 'file')}
      />
      <Item
        icon="copy"
        label="Copy as Markdown"
        isOff={!canWork}
        run={() => void actions.exportSession(sessionID, 'clipboard')}
      />
      <Item
        icon="read"
        label={isPlain ? 'Show as usual' : 'Show as plain text'}
        run={() => actions.showPlain(sessionID, !isPlain)}
      />
      <Menu.Separator className="session-menu-line" />
      {link === undefined ? (
        <Item icon="link" label="Share…" isOff={!canWork} run={share} />
      ) : (
        <>
          <Item icon="link" label="Copy share link" run={() => void actions.copyLink(sessionID)} />
          <Item
            icon="unlink"
            label="Stop sharing"
            isOff={!canWork}
            run={() => void actions.unshare(sessionID)}
          />
        </>
      )}
      <Item
        icon="compact"
        label="Compact now"
        hint={isBusy ? 'The agent is working' : undefined}
        isOff={!canWork || isBusy}
        run={() => void actions.compact(sessionID)}
      />
      <Item icon="clock" label="Replaced files…" isOff={!isReady} run={showKept} />
      <Menu.Separator className="session-menu-line" />
      {isArchived ? (
        <Item
          icon="unarchive"
          label="Unarchive"
          isOff={!canWork}
          run={() => void actions.unarchive(sessionID)}
        />
      ) : (
        <Item icon="archive" label="Archive" isOff={!canWork} run={archive} />
      )}
      <Item
        icon="trash"
        label="Delete"
        hint={isBusy ? 'Stops its run' : undefined}
        isOff={!isReady}
        run={remove}
      />
    </>
  )
}

interface ItemProps {
  icon: IconName
  label: string
  hint?: string | undefined
  isOff?: boolean
  run: () => void
}

function Item({ icon, label, hint, isOff = false, run }: ItemProps) {
  return (
    <Menu.Item className="session-menu-item" label={label} disabled={isOff} onClick={run}>
      <Icon name={icon} />
      <span>{label}</span>
      {hint && <span className="session-menu-hint">{hint}</span>}
    </Menu.Item>
  )
}

/** The row beside the one that goes, if the menu stands in a row. */
function nextRow(trigger: HTMLElement | null): HTMLElement | undefined {
  const row = trigger?.closest('li')
  const next = row?.nextElementSibling ?? row?.previousElementSibling
  return next?.querySelector('button') ?? undefined
}
