import { PANEL_TABS, type PanelShape } from './panel'
import type { Saved } from './saved'
import type { Store } from './store'

const KEY = 'wheelhouse.panel'

/**
 * Brings the side panel back as it was, and remembers what becomes of it.
 * @returns ends it
 */
export function rememberPanel(store: Store, saved: Saved) {
  store.write(() => {
    const { width, ...rest } = recall(saved)
    store.panel.change(rest)
    if (width !== undefined) store.panel.resize(width)
  })
  let known = store.panel.shape
  return store.subscribe(() => {
    if (store.panel.shape === known) return
    known = store.panel.shape
    saved.write(KEY, known)
  })
}

function recall(saved: Saved): Partial<PanelShape> {
  const { isOpen, tab, width, layout } = saved.readFields(KEY)
  const knownTab = PANEL_TABS.find((it) => it === tab)
  return {
    ...(typeof isOpen === 'boolean' && { isOpen }),
    ...(knownTab && { tab: knownTab }),
    ...(Number.isFinite(width) && { width: Number(width) }),
    ...((layout === 'unified' || layout === 'split') && { layout }),
  }
}
