import { type KeyboardEvent, type RefObject, useLayoutEffect } from 'react'
import { COMPOSER_ID, focusComposer } from './focus'

/**
 * Focuses the safe answer of an ask that comes up, unless the person is somewhere already: in a
 * list, in a field, in a message that is half written.
 * @param card what the ask is shown in; its member with `data-safe` is the safe answer
 * @param wasWithin whether the ask before this one had the focus; told at the end of this one
 */
export function useAskFocus(
  card: RefObject<HTMLElement | null>,
  wasWithin: RefObject<boolean>,
): void {
  useLayoutEffect(() => {
    const element = card.current
    if (wasWithin.current || isFree()) {
      element?.querySelector<HTMLElement>('[data-safe]')?.focus({ preventScroll: true })
    }
    wasWithin.current = false
    return () => {
      wasWithin.current = element?.contains(document.activeElement) ?? false
    }
  }, [card, wasWithin])
}

/** Whether nobody is anywhere: nothing has the focus, or an empty composer does. */
function isFree(): boolean {
  const { activeElement } = document
  if (activeElement === null || activeElement === document.body) return true
  return activeElement instanceof HTMLTextAreaElement && isEmptyComposer(activeElement)
}

const isEmptyComposer = ({ id, value }: HTMLTextAreaElement) => id === COMPOSER_ID && value === ''

/**
 * Escape leaves an ask for the composer, and so does a letter: the focus came by itself, and what
 * the person wants to write there must not be lost.
 */
export function leaveAsk(event: KeyboardEvent): void {
  if (event.defaultPrevented) return
  if (event.key === 'Escape') {
    focusComposer()
    return
  }
  const { target, key, ctrlKey, metaKey, altKey, nativeEvent } = event
  const isText = target instanceof HTMLElement && target.matches('textarea, input[type="text"]')
  const isLetter = (key.length === 1 && key !== ' ') || nativeEvent.isComposing
  // Not prevented: the letter arrives where the focus has gone.
  if (!isText && isLetter && !ctrlKey && !metaKey && !altKey) focusComposer()
}

/** Whether an answer was meant: it is not the second click of two. */
export const isMeant = ({ detail }: { detail: number }): boolean => detail < 2

/** Arrows go between the buttons of a row, and a key that is held down presses one only once. */
export function keysOfRow(event: KeyboardEvent<HTMLElement>): void {
  // Enter, held down, would answer one ask after the other.
  if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault()
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
  const { target } = event
  if (step === undefined || !(target instanceof HTMLButtonElement)) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  buttons[(buttons.indexOf(target) + step + buttons.length) % buttons.length]?.focus()
}
