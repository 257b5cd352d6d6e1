import { useEffect, useRef, useState } from 'react'

/**
 * The value, renewed at most once in `everyMs`; the last one always comes.
 * @param everyMs in ms; 0 lets each one through
 */
export function usePaced<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value)
  const renewed = useRef(0)
  useEffect(() => {
    if (everyMs === 0 || Object.is(shown, value)) return
    const wait = Math.max(0, renewed.current + everyMs - performance.now())
    const timer = setTimeout(() => {
      renewed.current = performance.now()
      setShown(value)
    }, wait)
    return () => clearTimeout(timer)
  }, [value, shown, everyMs])
  if (everyMs === 0 && !Object.is(shown, value)) setShown(value)
  return everyMs === 0 ? value : shown
}
