import type { Saved } from './saved'
import type { Store } from './store'

const UNREAD = 'wheelhouse.unread'
const FOLDED = 'wheelhouse.folded-projects'
const SIDEBAR = 'wheelhouse.sidebar'

/**
 * Takes up what earlier starts left of how the sidebar is looked at, and keeps it from now on.
 * @returns ends the keeping
 */
export function rememberSidebar(store: Store, saved: Saved): () => void {
  const { sidebar, listView, list } = store
  store.write(() => {
    const unread = saved.readFields(UNREAD)
    list.unread.recall({ unread: strings(unread.unread), running: strings(unread.running) })
    listView.recallFolded(strings(saved.readFields(FOLDED).folded))
    const { width, isHidden } = saved.readFields(SIDEBAR)
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
    saved.write(key, asJson(value))
  }
  save()
  return store.subscribe(save)
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((it) => typeof it === 'string') : []
