import { useEffect, useState } from 'react'

/**
 * The time, in ms since the epoch, renewed every `everyMs` while `isOn`.
 * @param isOn false stops the clock
 */
export function useNow(everyMs: number, isOn = true): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isOn) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs, isOn])
  return now
}
