import { describe, expect, it, vi } from 'vitest'
import { savedIn } from '../../store/saved'
import { memoryStorage } from '../../store/saved-fixture'
import { Store } from '../../store/store'
import { followSettings } from './follow-settings'

const KEY = 'wheelhouse.settings'

function setUp(text?: string) {
  const values: Record<string, string> = text === undefined ? {} : { [KEY]: text }
  const style = new Map<string, string>()
  let fromElsewhere: (event: StorageEvent) => void = () => undefined
  const saved = savedIn(() => memoryStorage(values))
  const write = vi.spyOn(saved, 'write')
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
  followSettings(store, { root, page, saved }, onTheme)
  const elsewhere = (newValue: string) => {
    values[KEY] = newValue
    fromElsewhere({ key: KEY, newValue } as StorageEvent)
  }
  return { store, style, dataset, write, onTheme, elsewhere }
}

describe('the settings of the page', () => {
  it('are in force at once, as they were saved, and not saved again', () => {
    const { style, dataset, write, onTheme } = setUp('{"theme":"dark","fontSize":26}')
    expect(style.get('color-scheme')).toBe('dark')
    expect(Number(style.get('--scale'))).toBeCloseTo(18 / 13)
    expect(dataset.motion).toBe('system')
    expect(onTheme.mock.calls).toEqual([['dark']])
    expect(write).not.toHaveBeenCalled()
  })

  it('are shown and saved when one is chosen', () => {
    const { store, style, write, onTheme } = setUp()
    store.write(() => store.settings.change({ theme: 'light', motion: 'reduced' }))
    expect(style.get('color-scheme')).toBe('light')
    expect(write.mock.calls[0]).toEqual([KEY, expect.objectContaining({ theme: 'light' })])
    store.write(() => store.settings.resize(1))
    expect(onTheme.mock.calls).toEqual([['system'], ['light']])
  })

  it('follow what is chosen in another window, without an echo', () => {
    const { style, write, elsewhere, onTheme } = setUp()
    elsewhere('{"theme":"dark"}')
    expect(style.get('color-scheme')).toBe('dark')
    expect(onTheme).toHaveBeenLastCalledWith('dark')
    expect(write).not.toHaveBeenCalled()
  })
})
