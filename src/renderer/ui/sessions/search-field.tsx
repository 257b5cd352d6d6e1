import type { KeyboardEvent } from 'react'
import { useActions, useStore } from '../context'
import { focusComposer } from '../focus'
import { IconButton } from '../icon-button'
import { Icon } from '../icons'
import { firstRow, SEARCH_ID } from './list-focus'

/** Searches the list, and says whether it shows what was put away. */
export function SearchField() {
  const query = useStore((store) => store.listView.query)
  const showsArchived = useStore((store) => store.listView.showsArchived)
  const actions = useActions()
  const search = (text: string) => actions.changeList((view) => view.search(text))

  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      // From an empty field one goes back to where one writes.
      if (query === '') focusComposer()
      else search('')
    } else if (event.key === 'ArrowDown') firstRow()?.focus()
    else if (event.key === 'Enter' && query.trim() !== '') firstRow()?.click()
    else return
    event.preventDefault()
  }

  return (
    <search className="session-search">
      <span className="search-box">
        <Icon name="search" />
        <input
          id={SEARCH_ID}
          type="search"
          aria-label="Search sessions"
          placeholder="Search sessions"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => search(event.target.value)}
          onKeyDown={onKey}
        />
        {query !== '' && (
          <IconButton
            icon="close"
            className="search-clear"
            label="Clear search"
            onClick={() => {
              search('')
              document.getElementById(SEARCH_ID)?.focus()
            }}
          />
        )}
      </span>
      <IconButton
        icon="archive"
        label="Archived sessions"
        tip={showsArchived ? 'Show sessions' : 'Show archived sessions'}
        aria-pressed={showsArchived}
        onClick={() =>
          actions.changeList((view) => {
            view.setArchived(!showsArchived)
            view.search('')
          })
        }
      />
    </search>
  )
}
