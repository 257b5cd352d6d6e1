import { lazy, Suspense } from 'react'
import { useCommandKeys } from './commands/use-command-keys'
import { useStore } from './context'

// A third of all the page's code, which nobody needs before the first dialog.
const Dialogs = lazy(() => import('./dialogs'))

/** What stands over the whole window, and the keys that bring it up. */
export function WholeWindow() {
  useCommandKeys()
  const isNeeded = useStore((store) => store.dialogs.shown > 0)
  return isNeeded ? (
    <Suspense>
      <Dialogs />
    </Suspense>
  ) : null
}
