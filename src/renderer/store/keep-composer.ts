import type { After } from '../client/after'
import { keepDrafts, keepQueue, readChoices, readDrafts, readHistory, readQueue } from './kept'
import type { Store } from './store'

/** How long after a change it is written down, in ms: not with each key. */
const WRITE_AFTER = 400

const QUEUE_KEY = 'wheelhouse.queue'
/** Stands in what a tab alone has, and only until it is closed: then this is a reload. */
const RELOAD_MARK = 'wheelhouse.reloaded'

export interface KeepOptions {
  /** Survives a restart; `localStorage`. */
  local: Pick<Storage, 'getItem' | 'setItem'>
  /** Survives a reload; `sessionStorage`. */
  session: Pick<Storage, 'getItem' | 'setItem'>
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
 * history and the choices. Call it once, before anything is shown. Storage that is full or blocked
 * loses nothing as long as the page is there; a notice says so once.
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

  const read = (key: string): unknown => {
    try {
      return JSON.parse(local.getItem(key) ?? 'null')
    } catch {
      // Blocked, or not ours: as if nothing had been kept.
      return null
    }
  }
  const isReload = mark(session)
  drafts.restore(readDrafts(read('wheelhouse.drafts')))
  store.history.restore(readHistory(read('wheelhouse.history')))
  store.choices.restore(readChoices(read('wheelhouse.choices')))
  // Only the page that queued it sends it by itself: not two, and not another day.
  if (isReload) queue.restore(readQueue(read(QUEUE_KEY)))
  else queue.replace(readQueue(read(QUEUE_KEY)))

  const written = new Map(kept.map((it) => [it.key, it.current()]))
  const write = () => {
    pending = undefined
    for (const { key, current, written: text } of kept) {
      if (written.get(key) === current()) continue
      written.set(key, current())
      try {
        local.setItem(key, JSON.stringify(text()))
      } catch {
        store.write(() =>
          store.notices.add(
            'action',
            'What you write could not be saved on this device: its storage is full or blocked. It is there until Wheelhouse is closed.',
          ),
        )
      }
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
    store.write(() => queue.replace(readQueue(read(QUEUE_KEY))))
    written.set(QUEUE_KEY, queue.all)
  })
}

/** @returns whether this tab had the page before */
function mark(session: KeepOptions['session']): boolean {
  try {
    const isReload = session.getItem(RELOAD_MARK) !== null
    session.setItem(RELOAD_MARK, 'yes')
    return isReload
  } catch {
    return false
  }
}
