import fuzzysort from 'fuzzysort'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Provider } from '../../../shared/provider-types'
import { isKeyless, offered } from '../../store/providers'
import { useStore } from '../context'
import { GroupedSearch, type SearchGroup } from '../grouped-search'
import { Icon } from '../icons'
import { Named, nameInWords } from '../named'

/** All providers, found by their names. */
export function ProviderList({ onChoose }: { onChoose: (id: string) => void }) {
  const all = useStore((store) => store.providers.all)
  const [query, setQuery] = useState('')
  // It comes after the dialog, or back in the place of one provider.
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const groups = useMemo(() => providerGroups(all, query.trim()), [all, query])
  const shown = groups.reduce((sum, { items }) => sum + items.length, 0)
  return (
    <GroupedSearch
      groups={groups}
      query={query}
      onQuery={setQuery}
      field={{
        ref: field,
        'aria-label': 'Search providers',
        placeholder: `Search ${all.length} providers`,
      }}
      wordsOf={({ name }) => nameInWords(name)}
      keyOf={({ id }) => id}
      line={(provider) => (
        <>
          <span className="palette-title">
            <Named text={provider.name} />
          </span>
          <ProviderHint provider={provider} />
        </>
      )}
      onChoose={({ id }) => onChoose(id)}
      nothing={
        <>
          No provider is called “{query.trim()}”. Others can be added to the engine’s configuration,{' '}
          <code>opencode.json</code>.
        </>
      }
      listClass="provider-list"
    >
      {query.trim() === '' && shown < all.length && (
        <p className="picker-note">
          {shown} of {all.length} shown. Type to find others.
        </p>
      )}
    </GroupedSearch>
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

// Twice as many as there are; a configuration may name any number.
const MOST = 300

/** The providers that are offered, or those whose name fits. */
export function providerGroups(
  all: readonly Provider[],
  query: string,
): readonly SearchGroup<Provider>[] {
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
                keys: [({ name }) => nameInWords(name), 'id'],
                limit: 50,
                threshold: 0.3,
              })
              .map(({ obj }) => obj),
          },
        ]
  let left = MOST
  return groups
    .map(({ value, items }) => {
      const shown = items.slice(0, left)
      left -= shown.length
      return { value, items: shown }
    })
    .filter(({ items }) => items.length > 0)
}
