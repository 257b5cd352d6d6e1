import type { EngineStatus } from '../../shared/engine-types'
import type { After } from '../client/after'
import type { Saved } from './saved'
import type { Store } from './store'

const KEY = 'wheelhouse.sessions'
/** More than a sidebar shows at once on any screen; the rest comes with the engine's own list. */
const MOST = 200
/** How long after a change it is written down, in ms: while agents work, times change all along. */
const WRITE_AFTER = 5_000

export interface RememberListOptions {
  /** Survives a restart; as `localStorage` does. */
  saved: Saved
  /** Says when the page goes. */
  page: Pick<Window, 'addEventListener'>
  delay: After
}

/**
 * Shows what was listed last until the engine lists its sessions, which it cannot before it has
 * started; and writes down what it lists from then on, for the next time. Call it once.
 */
export function rememberList(store: Store, { saved, page, delay }: RememberListOptions): void {
  const { list } = store
  let isRecalled = false
  let written = list.shown
  let pending: (() => void) | undefined

  const recall = (engine: EngineStatus) => {
    isRecalled = true
    const { source, sessions } = saved.readFields(KEY)
    if (source === undefined || source !== sourceOf(engine) || !Array.isArray(sessions)) return
    store.write(() => {
      list.recall(sessions)
      written = list.shown
    })
  }
  const write = () => {
    pending?.()
    pending = undefined
    const source = store.engine && sourceOf(store.engine)
    if (source === undefined || !list.isCurrent || list.shown === written) return
    written = list.shown
    saved.write(KEY, { source, sessions: written.slice(0, MOST) })
  }
  store.subscribe(() => {
    if (!isRecalled && store.engine) recall(store.engine)
    if (!pending && list.isCurrent && list.shown !== written) pending = delay(WRITE_AFTER, write)
  })
  page.addEventListener('pagehide', write)
}

/** Whose sessions they are: the demo has its own. Another's engine need not be waited for. */
const sourceOf = ({ demo, attached }: EngineStatus): string | undefined =>
  attached ? undefined : demo ? 'demo' : 'own'
