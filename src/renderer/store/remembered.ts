import type { Store } from './store'

/** Where it is kept; `localStorage` in the page. */
export type Keep = Pick<Storage, 'getItem' | 'setItem'>

const UNREAD = 'wheelhouse.unread'
const FOLDED = 'wheelhouse.folded-projects'
const SIDEBAR = 'wheelhouse.sidebar'

/**
 * Takes up what earlier starts left of how the sidebar is looked at, and keeps it from now on.
 * @returns ends the keeping
 */
export function rememberSidebar(store: Store, keep: Keep): () => void {
  const { sidebar, listView, list } = store
  store.write(() => {
    const unread = read(keep, UNREAD)
    list.unread.recall({ unread: strings(unread.unread), running: strings(unread.running) })
    listView.recallFolded(strings(read(keep, FOLDED).folded))
    const { width, isHidden } = read(keep, SIDEBAR)
    if (typeof width === 'number') sidebar.resize(width)
    if (typeof isHidden === 'boolean') sidebar.setHidden(isHidden)
  })
  const kept = new Map<string, unknown>()
  const save = () => {
    write(UNREAD, list.unread.memory, (it) => it)
    write(FOLDED, listView.folded, (it) => ({ folded: [...it] }))
    write(SIDEBAR, sidebar.shape, (it) => it)
  }
  const write = <T>(key: string, value: T, asJson: (value: T) => unknown) => {
    if (kept.get(key) === value) return
    kept.set(key, value)
    keep.setItem(key, JSON.stringify(asJson(value)))
  }
  save()
  return store.subscribe(save)
}

function read(keep: Keep, key: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(keep.getItem(key) ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // What an older version wrote, or someone else: the default stands.
    return {}
  }
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((it) => typeof it === 'string') : []
