import { Menu } from '@base-ui/react/menu'
import { useRef } from 'react'
import { groupTypes } from '../../store/inspector-filter'
import { useHelm, useStore } from '../context'
import { Icon } from '../icons'
import { Named } from '../named'

/** Which types of events are shown, of those that were seen. */
export function TypeFilter() {
  const { store } = useHelm()
  // Its menu stays within the panel: there it belongs to the region, and to the drawer.
  const place = useRef<HTMLDivElement>(null)
  const types = useStore((it) => it.inspector.types)
  const hidden = useStore((it) => it.inspector.filter.hidden)
  const setHidden = (to: Iterable<string>) =>
    store.write(() => store.inspector.setFilter({ hidden: new Set(to) }))
  const set = (named: readonly string[], isShown: boolean) => {
    const rest = [...hidden].filter((type) => !named.includes(type))
    setHidden(isShown ? rest : [...rest, ...named])
  }
  const hiddenCount = [...types].filter((type) => hidden.has(type)).length
  return (
    <div ref={place}>
      <Menu.Root modal={false}>
        <Menu.Trigger className="panel-chip" disabled={types.size === 0}>
          <Icon name="filter" />
          {hiddenCount === 0 ? 'All types' : `${types.size - hiddenCount} of ${types.size} types`}
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner className="panel-menu-place" align="start" sideOffset={4}>
            <Menu.Popup className="panel-menu" aria-label="Types of events">
              <Menu.Item
                className="panel-menu-item"
                closeOnClick={false}
                onClick={() => setHidden([])}
              >
                Show all
              </Menu.Item>
              <Menu.Item
                className="panel-menu-item"
                closeOnClick={false}
                onClick={() => setHidden(types)}
              >
                Hide all
              </Menu.Item>
              {groupTypes(types).map(([prefix, named]) => (
                <Menu.Group key={prefix} className="panel-menu-group">
                  <Menu.GroupLabel className="panel-menu-label">
                    <Named text={prefix} />
                  </Menu.GroupLabel>
                  {named.length > 1 && (
                    <TypeItem
                      label={`All of ${prefix}`}
                      isShown={named.every((type) => !hidden.has(type))}
                      onChange={(isShown) => set(named, isShown)}
                    />
                  )}
                  {named.map((type) => (
                    <TypeItem
                      key={type}
                      label={type}
                      isShown={!hidden.has(type)}
                      onChange={(isShown) => set([type], isShown)}
                    />
                  ))}
                </Menu.Group>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  )
}

interface ItemProps {
  label: string
  isShown: boolean
  onChange: (isShown: boolean) => void
}

function TypeItem({ label, isShown, onChange }: ItemProps) {
  return (
    <Menu.CheckboxItem className="panel-menu-item" checked={isShown} onCheckedChange={onChange}>
      <span className="panel-menu-check">{isShown && <Icon name="check" />}</span>
      <Named text={label} />
    </Menu.CheckboxItem>
  )
}
