import { useEffect, useRef } from 'react'
import { useHelm } from './context'

/**
 * Stands at the end of what is to be read before an ask can be allowed, and notes when it was in
 * view; for good, so that looking at another session in between takes nothing back.
 */
export function AskEnd({ requestID, part }: { requestID: string; part: string }) {
  const { store } = useHelm()
  const end = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!end.current) return
    // Against the window: what is scrolled away in any area around is not in view.
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      watch.disconnect()
      store.write(() => store.replies.noteSeen(requestID, part))
    })
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [store, requestID, part])
  return <span ref={end} className="ask-end" aria-hidden="true" />
}
