import { Autocomplete } from '@base-ui/react/autocomplete'
import fuzzysort from 'fuzzysort'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Provider } from '../../../shared/provider-types'
import { isKeyless, offered } from '../../store/providers'
import { useStore } from '../context'
import { Icon } from '../icons'

interface Group {
  readonly value: string
  readonly items: readonly Provider[]
}

/** All providers, found by their names. */
export function ProviderList({ onChoose }: { onChoose: (id: string) => void }) {
  const all = useStore((store) => store.providers.all)
  const [query, setQuery] = useState('')
  // It comes after the dialog, or back in the place of one provider.
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const groups = useMemo(() => groupsOf(all, query.trim()), [all, query])
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      filter={null}
      value={query}
      onValueChange={(value, { reason }) => {
        if (reason !== 'item-press') setQuery(value)
      }}
      itemToStringValue={({ name }: Provider) => name}
      autoHighlight="always"
      keepHighlight
    >
      <div className="palette-field">
        <Icon name="search" />
        <Autocomplete.Input
          ref={field}
          className="palette-input"
          aria-label="Search providers"
          placeholder={`Search ${all.length} providers`}
        />
      </div>
      <Autocomplete.Empty className="palette-empty">
        {groups.length === 0 && (
          <p>
            No provider is called “{query.trim()}”. Others can be added to the engine’s
            configuration, <code>opencode.json</code>.
          </p>
        )}
      </Autocomplete.Empty>
      <Autocomplete.List className="palette-list provider-list">
        {(group: Group) => (
          <Autocomplete.Group key={group.value} items={[...group.items]} className="palette-group">
            <Autocomplete.GroupLabel className="palette-heading">
              {group.value}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(provider: Provider) => (
                <Autocomplete.Item
                  key={provider.id}
                  value={provider}
                  className="palette-item"
                  onClick={() => onChoose(provider.id)}
                >
                  <span className="palette-title">{provider.name}</span>
                  <ProviderHint provider={provider} />
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  )
}

function ProviderHint({ provider }: { provider: Provider }) {
  if (isKeyless(provider) && provider.connected) {
    return <span className="palette-hint">Free models work without a key</span>
  }
  if (provider.connected) {
    return (
      <span className="palette-hint provider-connected">
        <Icon name="check" />
        Connected
      </span>
    )
  }
  return null
}

function groupsOf(all: readonly Provider[], query: string): readonly Group[] {
  const { connected, popular, others } = offered(all)
  const groups =
    query === ''
      ? [
          { value: 'Connected', items: connected },
          { value: 'Popular', items: popular },
          { value: 'All others', items: others },
        ]
      : [
          {
            value: 'Providers',
            items: fuzzysort
              .go(query, [...connected, ...popular, ...others], {
                keys: ['name', 'id'],
                limit: 50,
                threshold: 0.3,
              })
              .map(({ obj }) => obj),
          },
        ]
  return groups.filter(({ items }) => items.length > 0)
}
