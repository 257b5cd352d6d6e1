import { Dialog } from '@base-ui/react/dialog'
import { useMemo, useRef, useState } from 'react'
import { COMMANDS } from '../commands'
import type { CommandGroup } from '../commands/command'
import { useHelm, useStore } from '../context'
import { useDialog } from '../dialog'
import { formatAge } from '../format'
import { GroupedSearch } from '../grouped-search'
import { Icon, type IconName } from '../icons'
import { Keys } from '../keys-view'
import { type PaletteItem, paletteGroups } from './palette-items'

const GROUP_ICONS: Readonly<Record<CommandGroup, IconName>> = {
  Sessions: 'chat',
  Transcript: 'list',
  Composer: 'edit',
  Panels: 'sidebar',
  Appearance: 'light',
  Engine: 'plug',
  Help: 'ask',
}

/** Everything that can be done and every session, by a few letters. */
export function Palette() {
  const { isOpen, close } = useDialog('palette')
  const helm = useHelm()
  const shown = useStore((it) => it.dialogs.shown)
  const chosen = useRef<PaletteItem>(undefined)

  // Once the focus is back where it was, so that a command finds the page as the person left it.
  const runChosen = (open: boolean) => {
    const item = chosen.current
    chosen.current = undefined
    if (open || !item) return
    if (item.kind === 'session') helm.actions.open(item.session.id)
    else if (item.command.isEnabled?.(helm) !== false) {
      helm.store.write(() => helm.store.settings.noteCommand(item.command.id))
      item.command.run(helm)
    }
  }

  return (
    <Dialog.Root
      // Another one when it is opened again before it has gone.
      key={shown}
      open={isOpen}
      onOpenChange={(open) => !open && close()}
      onOpenChangeComplete={runChosen}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Viewport className="dialog-viewport palette-viewport">
          <Dialog.Popup className="dialog palette" aria-label="Command palette">
            <PaletteSearch
              onChoose={(item) => {
                chosen.current = item
                close()
              }}
            />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function PaletteSearch({ onChoose }: { onChoose: (item: PaletteItem) => void }) {
  const helm = useHelm()
  const [query, setQuery] = useState('')
  const sessions = useStore((store) => store.list.shown)
  const engine = useStore((store) => store.engine)
  const settings = useStore((store) => store.settings.value)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a command may depend on
  const commands = useMemo(
    () => COMMANDS.filter((it) => it.id !== 'palette.open' && it.isEnabled?.(helm) !== false),
    [helm, engine, sessions, settings],
  )
  const groups = useMemo(
    () => paletteGroups(query, { commands, sessions, recent: settings.recentCommands }),
    [query, commands, sessions, settings],
  )
  return (
    <GroupedSearch
      groups={groups}
      query={query}
      onQuery={setQuery}
      field={{
        'aria-label': 'Search commands and sessions',
        placeholder: 'Search commands and sessions',
        onKeyDown: (event) => {
          // The keys that opened it close it; while it goes, they open it again.
          if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
            event.preventDefault()
            const { store } = helm
            store.write(() => {
              if (store.dialogs.open === 'palette') store.dialogs.close('palette')
              else store.dialogs.show('palette')
            })
          }
        },
      }}
      keyOf={({ value }) => value}
      line={(item, heading) => <PaletteLine item={item} heading={heading} />}
      onChoose={onChoose}
      nothing={
        <>
          Nothing matches “{query.trim()}”. Try fewer letters: <b>ns</b> finds New session.
        </>
      }
    >
      <p className="palette-foot">
        <Keys keys="ArrowUp" /> <Keys keys="ArrowDown" /> choose
        <Keys keys="Enter" /> run
        <Keys keys="Escape" /> close
      </p>
    </GroupedSearch>
  )
}

function PaletteLine({ item, heading }: { item: PaletteItem; heading: string }) {
  return (
    <>
      <Icon name={item.kind === 'session' ? 'chat' : GROUP_ICONS[item.command.group]} />
      <span className="palette-title">
        {item.title.map(({ text, isMatch }, at) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name
          isMatch ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
        )}
      </span>
      <PaletteHint item={item} heading={heading} />
    </>
  )
}

function PaletteHint({ item, heading }: { item: PaletteItem; heading: string }) {
  const isOpen = useStore((store) => item.kind === 'session' && store.openID === item.session.id)
  if (item.kind === 'session') {
    return (
      <span className="palette-hint">
        {isOpen ? 'Open' : formatAge(item.session.time.updated, Date.now())}
      </span>
    )
  }
  const { keys: [keys] = [], group } = item.command
  if (keys !== undefined) return <Keys keys={keys} />
  return group === heading ? null : <span className="palette-hint">{group}</span>
}
