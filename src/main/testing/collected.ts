import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { vi } from 'vitest'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Resolves when nothing holds these any more; that of the test ends the wait otherwise. */
export const collected = (refs: readonly WeakRef<object>[]) =>
  vi.waitUntil(
    () => {
      collectGarbage()
      return refs.every((ref) => ref.deref() === undefined)
    },
    { interval: 2, timeout: 60_000 },
  )
