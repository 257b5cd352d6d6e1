import { describe, expect, it, vi } from 'vitest'
import { Store } from '../../store/store'
import { followSettings } from './follow-settings'

function setUp(saved: string | null) {
  const style = new Map<string, string>()
  let fromElsewhere: (event: StorageEvent) => void = () => undefined
  const storage = { getItem: vi.fn(() => saved), setItem: vi.fn() }
  const dataset: Record<string, string> = {}
  const onTheme = vi.fn()
  const store = new Store((run) => run())
  const root = {
    dataset,
    style: { setProperty: (name: string, value: string) => style.set(name, value) },
  } as unknown as HTMLElement
  const page = {
    addEventListener: (_type: string, listener: typeof fromElsewhere) => {
      fromElsewhere = listener
    },
  } as unknown as Window
  followSettings(store, { root, page, storage }, onTheme)
  const elsewhere = (newValue: string) =>
    fromElsewhere({ key: 'wheelhouse.settings', newValue } as StorageEvent)
  return { store, style, dataset, storage, onTheme, elsewhere }
}

describe('the settings of the page', () => {
  it('are in force at once, as they were saved, and not saved again', () => {
    const { style, dataset, storage, onTheme } = setUp('{"theme":"dark","fontSize":26}')
    expect(style.get('color-scheme')).toBe('dark')
    expect(Number(style.get('--scale'))).toBeCloseTo(18 / 13)
    expect(dataset.motion).toBe('system')
    expect(onTheme.mock.calls).toEqual([['dark']])
    expect(storage.setItem).not.toHaveBeenCalled()
  })

  it('are shown and saved when one is chosen', () => {
    const { store, style, storage, onTheme } = setUp(null)
    store.write(() => store.settings.change({ theme: 'light', motion: 'reduced' }))
    expect(style.get('color-scheme')).toBe('light')
    expect(JSON.parse(storage.setItem.mock.calls[0]?.[1])).toMatchObject({ theme: 'light' })
    store.write(() => store.settings.resize(1))
    expect(onTheme.mock.calls).toEqual([['system'], ['light']])
  })

  it('follow what is chosen in another window, without an echo', () => {
    const { style, storage, elsewhere, onTheme } = setUp(null)
    elsewhere('{"theme":"dark"}')
    expect(style.get('color-scheme')).toBe('dark')
    expect(onTheme).toHaveBeenLastCalledWith('dark')
    expect(storage.setItem).not.toHaveBeenCalled()
  })
})
