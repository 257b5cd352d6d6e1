import { useCallback, useState } from 'react'

// What a person touched they may come back to; a few of them cost little.
const MOST = 8

/**
 * Messages that stay mounted wherever they are: what was opened in them stays open, and the focus or
 * a selection in them is not lost when they scroll out of view.
 * @returns their ids, and what adds one
 */
export function useKept(): [readonly string[], (messageID: string) => void] {
  const [kept, setKept] = useState<readonly string[]>([])
  const keep = useCallback((messageID: string) => {
    setKept((old) =>
      old.at(-1) === messageID
        ? old
        : [...old.filter((id) => id !== messageID), messageID].slice(-MOST),
    )
  }, [])
  return [kept, keep]
}

/** The message that an element is in. */
export function messageAt(target: EventTarget): string | undefined {
  if (!(target instanceof Element)) return undefined
  return target.closest<HTMLElement>('[data-message]')?.dataset.message
}
