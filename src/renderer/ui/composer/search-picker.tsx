import { Combobox } from '@base-ui/react/combobox'
import { type ReactNode, useState } from 'react'
import { COMPOSER_ID } from '../focus'
import { Icon } from '../icons'
import { Named, nameInWords, Said } from '../named'

/** Something that can be chosen. */
export interface PickerEntry {
  /** Unique in the list. */
  readonly key: string
  readonly name: string
}

export interface PickerGroup<Entry> {
  /** The heading; empty for none. */
  readonly value: string
  readonly items: readonly Entry[]
}

interface Props<Entry extends PickerEntry> {
  id?: string
  /** The name of the choice: “Model”. */
  what: string
  /** The name of the list: “Choose a model”. */
  listName: string
  /** The name of the field: “Search models”. */
  searchName: string
  /** The present choice. */
  label: string
  tip: string
  /** Finds those that fit the query. */
  groups: readonly PickerGroup<Entry>[]
  query: string
  onQuery: (query: string) => void
  /** The entry of this key is what is chosen now. */
  value: Entry
  onOpen?: () => void
  onChoose: (entry: Entry) => void
  /** A note beside the name of an entry. */
  about: (entry: Entry) => ReactNode
  tipOf?: (entry: Entry) => string | undefined
  /** A line below the list; empty for none. */
  note: string
  /** The foot below everything; it may close the list. */
  foot?: (close: () => void) => ReactNode
}

/** One of many: a button that opens a list which can be searched. */
export function SearchPicker<Entry extends PickerEntry>(props: Props<Entry>) {
  const { id, what, label, tip, groups, query, onQuery, value, onOpen, onChoose } = props
  const [isOpen, setOpen] = useState(false)
  return (
    <Combobox.Root<Entry>
      items={groups}
      filter={null}
      value={value}
      isItemEqualToValue={(a, b) => a.key === b.key}
      itemToStringLabel={({ name }) => nameInWords(name)}
      // Else a hidden field holds the whole entry as JSON.
      itemToStringValue={({ name }) => nameInWords(name)}
      autoHighlight
      open={isOpen}
      onOpenChange={(open) => {
        setOpen(open)
        if (open) onOpen?.()
        else onQuery('')
      }}
      inputValue={query}
      onInputValueChange={(text, { reason }) => {
        // The name of what is chosen is not what is looked for.
        if (reason === 'input-change' || reason === 'input-clear') onQuery(text)
      }}
      onValueChange={(entry) => {
        if (entry) onChoose(entry)
      }}
    >
      <Combobox.Trigger
        id={id}
        className="picker"
        aria-label={`${what}: ${nameInWords(label)}`}
        title={tip}
      >
        <span className="picker-label">
          <Named text={label} />
        </span>
        <Icon name="choose" />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner className="picker-place" side="top" align="start" sideOffset={8}>
          <Combobox.Popup
            className="picker-popup"
            aria-label={props.listName}
            finalFocus={() => document.getElementById(COMPOSER_ID)}
          >
            <div className="picker-search">
              <Icon name="search" />
              <Combobox.Input
                className="picker-input"
                aria-label={props.searchName}
                placeholder={props.searchName}
              />
            </div>
            <Combobox.List className="picker-list">
              {(group: PickerGroup<Entry>) => (
                <Combobox.Group key={group.value} items={group.items} className="picker-group">
                  {group.value !== '' && (
                    <Combobox.GroupLabel className="picker-group-label">
                      <Named text={group.value} />
                    </Combobox.GroupLabel>
                  )}
                  <Combobox.Collection>
                    {(entry: Entry) => (
                      <Combobox.Item
                        key={entry.key}
                        value={entry}
                        className="picker-item"
                        title={props.tipOf?.(entry)}
                      >
                        <span className="picker-check">
                          <Combobox.ItemIndicator>
                            <Icon name="check" />
                          </Combobox.ItemIndicator>
                        </span>
                        <span className="picker-name">
                          <Named text={entry.name} />
                        </span>
                        <span className="picker-about">{props.about(entry)}</span>
                      </Combobox.Item>
                    )}
                  </Combobox.Collection>
                </Combobox.Group>
              )}
            </Combobox.List>
            <Combobox.Status className={props.note === '' ? 'hidden-text' : 'picker-note'}>
              <Said text={props.note} />
            </Combobox.Status>
            {props.foot?.(() => setOpen(false))}
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}
