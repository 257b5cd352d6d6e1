import type { After } from '../client/after'
import { keepDrafts, keepQueue, readChoices, readDrafts, readHistory, readQueue } from './kept'
import type { Saved } from './saved'
import type { Store } from './store'

/** How long after a change it is written down, in ms: not with each key. */
const WRITE_AFTER = 400

const QUEUE_KEY = 'wheelhouse.queue'
/** Stands in what a tab alone has, and only until it is closed: then this is a reload. */
const RELOAD_MARK = 'wheelhouse.reloaded'

export interface KeepOptions {
  /** Survives a restart; as `localStorage` does. */
  local: Saved
  /** Survives a reload; as `sessionStorage` does. */
  session: Saved
  /** Says when the page goes, and what another one of ours wrote. */
  page: Pick<Window, 'addEventListener'>
  delay: After
}

/** One thing that is kept: what it is now, compared by identity, and how it is written down. */
interface Kept {
  readonly key: string
  current(): unknown
  written(): unknown
}

/**
 * Reads what was written before, and from then on writes down what changes: drafts, the queue, the
 * history and the choices. Call it once, before anything is shown.
 */
export function keepComposer(store: Store, { local, session, page, delay }: KeepOptions): void {
  const { drafts, queue } = store.outbox
  const kept: readonly Kept[] = [
    { key: QUEUE_KEY, current: () => queue.all, written: () => keepQueue(queue.all) },
    { key: 'wheelhouse.drafts', current: () => drafts.all, written: () => keepDrafts(drafts.all) },
    {
      key: 'wheelhouse.choices',
      current: () => store.choices.state,
      written: () => store.choices.state,
    },
    {
      key: 'wheelhouse.history',
      current: () => store.history.entries,
      written: () => store.history.entries,
    },
  ]

  const isReload = session.read(RELOAD_MARK) !== undefined
  session.write(RELOAD_MARK, 'yes')
  drafts.restore(readDrafts(local.read('wheelhouse.drafts')))
  store.history.restore(readHistory(local.read('wheelhouse.history')))
  store.choices.restore(readChoices(local.read('wheelhouse.choices')))
  // Only the page that queued it sends it by itself: not two, and not another day.
  if (isReload) queue.restore(readQueue(local.read(QUEUE_KEY)))
  else queue.replace(readQueue(local.read(QUEUE_KEY)))

  const written = new Map(kept.map((it) => [it.key, it.current()]))
  const write = () => {
    pending = undefined
    for (const { key, current, written: text } of kept) {
      if (written.get(key) === current()) continue
      written.set(key, current())
      local.write(key, text())
    }
  }
  let pending: (() => void) | undefined
  store.subscribe(() => {
    if (pending || kept.every(({ key, current }) => written.get(key) === current())) return
    pending = delay(WRITE_AFTER, write)
  })
  const writeNow = () => {
    pending?.()
    write()
  }
  page.addEventListener('pagehide', writeNow)
  page.addEventListener('blur', writeNow)
  page.addEventListener('storage', ({ key }) => {
    if (key !== QUEUE_KEY) return
    store.write(() => queue.replace(readQueue(local.read(QUEUE_KEY))))
    written.set(QUEUE_KEY, queue.all)
  })
}
