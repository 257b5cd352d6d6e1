import { useEffect, useState } from 'react'

/** True once the condition has held for so many ms: of what takes no time nothing is said. */
export function useLasting(condition: boolean, ms: number): boolean {
  const [lasted, setLasted] = useState(false)
  useEffect(() => {
    if (!condition) return
    const timer = setTimeout(() => setLasted(true), ms)
    return () => {
      clearTimeout(timer)
      setLasted(false)
    }
  }, [condition, ms])
  return condition && lasted
}
