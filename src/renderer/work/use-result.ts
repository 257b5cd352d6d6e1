import { useCallback, useSyncExternalStore } from 'react'
import type { Results, Wish } from './results'
import type { Outcome } from './timed-worker'

const nothing = () => undefined

/** A result that a component shows, once it is there; undefined until then, and without a wish. */
export function useResult<Job, Result>(
  results: Results<Job, Result>,
  wish: Wish<Job> | undefined,
): Outcome<Result> | undefined {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key decides the rest of the wish
  const subscribe = useCallback(
    (listener: () => void) => (wish ? results.want(wish, listener) : nothing),
    [results, wish?.key],
  )
  const look = () => (wish ? results.peek(wish.key) : undefined)
  return useSyncExternalStore(subscribe, look, look)
}
