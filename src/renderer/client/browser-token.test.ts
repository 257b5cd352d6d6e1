import { expect, it } from 'vitest'
import { savedIn } from '../store/saved'
import { memoryStorage } from '../store/saved-fixture'
import { BrowserToken } from './browser-token'

const KEY = 'wheelhouse.browser-token'

/** Tabs of one browser, which share a storage. */
function setUp({ isBlocked = false } = {}) {
  const saved: Record<string, string> = {}
  const open = () => {
    const page = new EventTarget()
    const place = savedIn(() => {
      if (isBlocked) throw new Error('blocked')
      return memoryStorage(saved)
    })
    const token = new BrowserToken(place, page as Window)
    let told = 0
    const end = token.onChange(() => {
      told += 1
    })
    const hear = (key: string | null) =>
      page.dispatchEvent(Object.assign(new Event('storage'), { key }))
    return { token, told: () => told, end, hear }
  }
  return { saved, open }
}

it('is the same in each tab, and the others hear of it', () => {
  const { open } = setUp()
  const [first, second] = [open(), open()]
  first.token.set('one')
  expect([first.told(), second.told()]).toEqual([1, 0])
  second.hear('wheelhouse.settings')
  expect(second.told()).toBe(0)
  second.hear(KEY)
  second.hear(null)
  expect(second.told()).toBe(2)
  expect(second.token.get()).toBe('one')
  second.end()
  second.hear(KEY)
  expect(second.told()).toBe(2)
})

it('is dropped only when no other tab has a newer one', () => {
  const { open, saved } = setUp()
  const [first, second] = [open(), open()]
  first.token.set('old')
  second.token.set('new')
  first.token.drop('old')
  expect(first.token.get()).toBe('new')
  first.token.drop('new')
  expect(second.token.get()).toBeUndefined()
  expect(saved).toEqual({})
})

it('is kept by the tab where nothing can be saved', () => {
  const { token } = setUp({ isBlocked: true }).open()
  token.set('one')
  expect(token.get()).toBe('one')
  token.set('two')
  expect(token.get()).toBe('two')
  token.drop('two')
  expect(token.get()).toBeUndefined()
})
