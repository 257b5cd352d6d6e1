import fuzzysort from 'fuzzysort'
import { useMemo, useState } from 'react'
import { shortID } from '../../store/short-names'
import { SaidOnLine } from '../named'
import type { ChoiceProps, MenuChoice } from './choice-menu'
import { SearchPicker } from './search-picker'

/** More than one looks through; typing finds the others. */
export const MOST_CHOICES = 200

/** One of more than a menu has room for. */
export function ChoiceSearch({ what, label, value, choices, onChoose }: ChoiceProps) {
  const [query, setQuery] = useState('')
  const found = useMemo(() => choicesFor(query, choices), [query, choices])
  const words = what.toLowerCase()
  const shown = found.slice(0, MOST_CHOICES).map((it) => ({ ...it, key: it.value }))
  return (
    <SearchPicker
      what={what}
      listName={`Choose: ${words}`}
      searchName={`Search: ${words}`}
      label={label}
      tip={what}
      groups={[{ value: '', items: shown }]}
      query={query}
      onQuery={setQuery}
      value={{ key: value, value, name: label, about: undefined }}
      onChoose={(entry) => onChoose(entry.value)}
      about={({ about }) => about && <SaidOnLine text={about} />}
      note={noteOf(query, found.length)}
    />
  )
}

/** The choices whose name fits, best first; all without a query. */
export function choicesFor(query: string, choices: readonly MenuChoice[]): readonly MenuChoice[] {
  const wanted = query.trim()
  if (wanted === '') return choices
  return fuzzysort
    .go(wanted, choices, { key: ({ name }) => shortID(name), threshold: 0.3 })
    .map(({ obj }) => obj)
}

function noteOf(query: string, count: number): string {
  if (count === 0) return `Nothing fits “${query}”.`
  return count > MOST_CHOICES ? `${MOST_CHOICES} of ${count} shown. Type to find others.` : ''
}
