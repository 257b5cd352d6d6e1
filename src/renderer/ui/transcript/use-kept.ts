import { useCallback, useState } from 'react'

// What a person touched they may come back to; a few of them cost little.
const MOST = 8

/**
 * Messages, or files, that stay mounted wherever they are: what was opened in them stays open, and
 * the focus or a selection in them is not lost when they scroll out of view.
 * @returns their ids, and what adds one
 */
export function useKept(): [readonly string[], (id: string) => void] {
  const [kept, setKept] = useState<readonly string[]>([])
  const keep = useCallback((id: string) => {
    setKept((old) =>
      old.at(-1) === id ? old : [...old.filter((it) => it !== id), id].slice(-MOST),
    )
  }, [])
  return [kept, keep]
}

/** The message that an element is in. */
export function messageAt(target: EventTarget): string | undefined {
  if (!(target instanceof Element)) return undefined
  return target.closest<HTMLElement>('[data-message]')?.dataset.message
}
