import { useEffect, useState } from 'react'

const SAID_MS = 1_600

/** How the last copying went; empty once that was said for long enough. */
export type Said = '' | 'Copied' | 'Not copied'

/** @returns what there is to say, and how to copy a text */
export function useCopy(): [said: Said, copy: (text: string) => void] {
  const [said, setSaid] = useState<Said>('')
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), SAID_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = (text: string) =>
    void navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Not copied'),
    )
  return [said, copy]
}
