import type { Memory } from './actions'
import { PANEL_TABS, type PanelShape } from './panel'
import type { Store } from './store'

const KEY = 'wheelhouse.panel'

/**
 * Brings the side panel back as it was, and remembers what becomes of it.
 * @param memory what outlives the window: `localStorage` in the page
 * @returns ends it
 */
export function rememberPanel(store: Store, memory: Pick<Memory, 'getItem' | 'setItem'>) {
  store.write(() => {
    const { width, ...rest } = recall(memory)
    store.panel.change(rest)
    if (width !== undefined) store.panel.resize(width)
  })
  let known = store.panel.shape
  return store.subscribe(() => {
    if (store.panel.shape === known) return
    known = store.panel.shape
    memory.setItem(KEY, JSON.stringify(known))
  })
}

function recall(memory: Pick<Memory, 'getItem'>): Partial<PanelShape> {
  let saved: unknown
  try {
    saved = JSON.parse(memory.getItem(KEY) ?? '{}')
  } catch {
    // What an older version wrote, or someone else: the defaults stand.
    return {}
  }
  if (typeof saved !== 'object' || saved === null) return {}
  const { isOpen, tab, width, layout } = saved as Record<keyof PanelShape, unknown>
  const knownTab = PANEL_TABS.find((it) => it === tab)
  return {
    ...(typeof isOpen === 'boolean' && { isOpen }),
    ...(knownTab && { tab: knownTab }),
    ...(Number.isFinite(width) && { width: Number(width) }),
    ...((layout === 'unified' || layout === 'split') && { layout }),
  }
}
