import { describe, expect, it } from 'vitest'
import { PANEL_MAX, PANEL_MIN, PANEL_WIDTH } from './panel'
import { rememberPanel } from './panel-memory'
import { countTodos } from './read-todos'
import { savedIn } from './saved'
import { memoryStorage } from './saved-fixture'
import { Store } from './store'

const remembering = (values: Record<string, string> = {}) => {
  const store = new Store((run) => run())
  rememberPanel(
    store,
    savedIn(() => memoryStorage(values)),
  )
  return { store, values, panel: store.panel }
}

describe('the side panel', () => {
  it('comes back as it was', () => {
    const { store, values } = remembering()
    store.write(() => {
      store.panel.show('events')
      store.panel.resize(500)
      store.panel.change({ layout: 'split' })
    })
    const shape = { isOpen: true, tab: 'events', width: 500, layout: 'split' }
    expect(remembering(values).panel.shape).toEqual(shape)
  })

  it.each(['{', 'null', '[]', '{"tab":"other","width":"wide","isOpen":1,"layout":"x"}'])(
    'stands as at first when %s was remembered',
    (saved) => {
      const { shape } = remembering({ 'wheelhouse.panel': saved }).panel
      expect(shape).toEqual({
        isOpen: false,
        tab: 'changes',
        width: PANEL_WIDTH,
        layout: 'unified',
      })
    },
  )

  it('keeps its width within bounds, also a remembered one', () => {
    expect(remembering({ 'wheelhouse.panel': '{"width":9}' }).panel.shape.width).toBe(PANEL_MIN)
    expect(remembering({ 'wheelhouse.panel': '{"width":99999}' }).panel.shape.width).toBe(PANEL_MAX)
  })

  it('is a drawer where there is no room: closed at first, and not remembered', () => {
    const { store, panel, values } = remembering({ 'wheelhouse.panel': '{"isOpen":true}' })
    store.write(() => panel.setNarrow(true))
    expect(panel.isShown).toBe(false)
    store.write(() => panel.setShown(true))
    expect([panel.isShown, values['wheelhouse.panel']]).toEqual([true, '{"isOpen":true}'])
    store.write(() => panel.setNarrow(false))
    expect(panel.isShown).toBe(true)
    store.write(() => panel.setShown(false))
    store.write(() => panel.setNarrow(true))
    expect(panel.isShown).toBe(false)
  })

  it('takes the focus once for each time that it is asked to', () => {
    const { panel } = remembering()
    panel.setShown(true)
    expect(panel.takeFocusWish()).toBe(false)
    panel.show('todos')
    expect([panel.takeFocusWish(), panel.takeFocusWish()]).toEqual([true, false])
  })
})

it('counts to-dos: what was given up is neither done nor open', () => {
  const items = (['completed', 'cancelled', 'pending', 'in_progress'] as const).map((state) => ({
    content: state,
    state,
    isUrgent: false,
  }))
  expect(countTodos(items)).toEqual({ done: 1, dropped: 1, open: 2, total: 4 })
})
