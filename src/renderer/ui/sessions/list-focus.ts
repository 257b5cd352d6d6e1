/** The search field of the list has this id; there is one at a time. */
export const SEARCH_ID = 'session-search'
/** The list has this one. */
export const LIST_ID = 'session-list'

/** Puts the focus where the person searches sessions. */
export function focusSearch(): void {
  const field = document.getElementById(SEARCH_ID)
  field?.focus()
  if (field instanceof HTMLInputElement) field.select()
}

/** The first row that is there; undefined while the list shows none. */
export const firstRow = (): HTMLElement | undefined =>
  document.getElementById(LIST_ID)?.querySelector<HTMLElement>('[data-stop]') ?? undefined
