import { type FocusEvent, useEffect, useMemo } from 'react'
import { useHelm } from '../context'

/** What keeps the list as it is. */
export interface Hold {
  enter(): void
  leave(): void
  focus(event: FocusEvent<HTMLElement>): void
  blur(event: FocusEvent<HTMLElement>): void
}

/** While the pointer or the keyboard is in the list, nothing in it moves. */
export function useHold(): Hold {
  const { store } = useHelm()
  const hold = useMemo(() => {
    let isPointed = false
    let isFocused = false
    const change = (now: { isPointed?: boolean; isFocused?: boolean }) => {
      const was = isPointed || isFocused
      isPointed = now.isPointed ?? isPointed
      isFocused = now.isFocused ?? isFocused
      const is = isPointed || isFocused
      if (is === was) return
      store.write(() => (is ? store.listView.hold(store) : store.listView.release()))
    }
    return {
      enter: () => change({ isPointed: true }),
      leave: () => change({ isPointed: false }),
      focus: ({ target }: FocusEvent) => change({ isFocused: target.matches(':focus-visible') }),
      blur: ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) => {
        if (!currentTarget.contains(relatedTarget)) change({ isFocused: false })
      },
      end: () => change({ isPointed: false, isFocused: false }),
    }
  }, [store])
  useEffect(() => hold.end, [hold])
  return hold
}
