/** The composer's text area has this id; there is one at a time. */
export const COMPOSER_ID = 'message'

/** Puts the focus where the person writes. */
export function focusComposer(): void {
  document.getElementById(COMPOSER_ID)?.focus()
}
