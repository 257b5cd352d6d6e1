import { Autocomplete } from '@base-ui/react/autocomplete'
import type { ComponentProps, ReactNode } from 'react'
import { Icon } from './icons'

export interface SearchGroup<Item> {
  /** The heading. */
  readonly value: string
  readonly items: readonly Item[]
}

interface GroupedSearchProps<Item> {
  /** What fits the query. */
  groups: readonly SearchGroup<Item>[]
  query: string
  onQuery: (query: string) => void
  /** The field; its name is the label. */
  field: Omit<ComponentProps<typeof Autocomplete.Input>, 'className'> & { 'aria-label': string }
  /** An item in words; absent for one that names itself. */
  wordsOf?: (item: Item) => string
  keyOf: (item: Item) => string
  /** What stands in an item's line. */
  line: (item: Item, heading: string) => ReactNode
  onChoose: (item: Item) => void
  /** What is said when nothing fits. */
  nothing: ReactNode
  listClass?: string
  /** What stands below the list. */
  children?: ReactNode
}

/** A field, and below it what fits under headings. The focus stays in the field. */
export function GroupedSearch<Item>(props: GroupedSearchProps<Item>) {
  const { groups, query, onQuery, field, wordsOf, keyOf, line, onChoose, nothing } = props
  const { listClass, children } = props
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      filter={null}
      value={query}
      onValueChange={(value, { reason }) => {
        // A choice would otherwise become the text that is searched for.
        if (reason !== 'item-press') onQuery(value)
      }}
      {...(wordsOf && { itemToStringValue: wordsOf })}
      autoHighlight="always"
      keepHighlight
    >
      <div className="palette-field">
        <Icon name="search" />
        <Autocomplete.Input {...field} className="palette-input" />
      </div>
      <Autocomplete.Empty className="palette-empty">
        {groups.length === 0 && <p>{nothing}</p>}
      </Autocomplete.Empty>
      <Autocomplete.List className={listClass ? `palette-list ${listClass}` : 'palette-list'}>
        {(group: SearchGroup<Item>) => (
          <Autocomplete.Group key={group.value} items={[...group.items]} className="palette-group">
            <Autocomplete.GroupLabel className="palette-heading">
              {group.value}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(item: Item) => (
                <Autocomplete.Item
                  key={keyOf(item)}
                  value={item}
                  className="palette-item"
                  onClick={() => onChoose(item)}
                >
                  {line(item, group.value)}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
      {children}
    </Autocomplete.Root>
  )
}
