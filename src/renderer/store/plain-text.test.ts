import { describe, expect, it } from 'vitest'
import { setUp } from './actions-fixture'
import { SESSION } from './fixtures'
import { PlainText, rememberPlainText } from './plain-text'
import { savedIn } from './saved'
import { memoryStorage } from './saved-fixture'
import { Store } from './store'

describe('sessions as plain text', () => {
  it('are kept through a restart, the newest hundred', () => {
    const kept: Record<string, string> = {}
    const saved = savedIn(() => memoryStorage(kept))
    const store = new Store((run) => run())
    rememberPlainText(store, saved)
    store.write(() => {
      for (let n = 0; n < 130; n += 1) store.plainText.set(`ses_${n}`, true)
      store.plainText.set('ses_129', false)
    })

    const next = new Store((run) => run())
    rememberPlainText(next, saved)
    expect([...next.plainText.ids].length).toBe(99)
    expect(next.plainText.has('ses_128')).toBe(true)
    expect(next.plainText.has('ses_129')).toBe(false)
    expect(next.plainText.has('ses_29')).toBe(false)
  })

  it.each(['{}', '"x"', '[1,null,{}]', 'no JSON'])('take no harm from %s', (text) => {
    const saved = savedIn(() => memoryStorage({ 'wheelhouse.plain-text': text }))
    const store = new Store((run) => run())
    rememberPlainText(store, saved)
    expect(store.plainText.ids.size).toBe(0)
  })

  it('are another object only after a change', () => {
    const plain = new PlainText()
    const { ids } = plain
    plain.set(SESSION, false)
    expect(plain.ids).toBe(ids)
    plain.set(SESSION, true)
    expect(plain.ids).not.toBe(ids)
  })

  it('are forgotten with their session', () => {
    const { store, actions } = setUp()
    actions.showPlain(SESSION, true)
    store.write(() => store.forget(SESSION))
    expect(store.plainText.has(SESSION)).toBe(false)
  })
})

describe('a page that crashed twice', () => {
  const OPEN = { 'wheelhouse.open-session': JSON.stringify(SESSION) }

  it('comes up without the session and names it', () => {
    const { store, saved } = setUp({}, { ...OPEN }, 'crashes')
    expect(store.openID).toBeUndefined()
    expect(store.plainText.crash).toEqual({ sessionID: SESSION })
    // A third start does not open it either.
    expect(saved['wheelhouse.open-session']).toBeUndefined()
  })

  it('opens it as plain text when asked to, and the report is gone', () => {
    const { store, actions } = setUp({}, { ...OPEN }, 'crashes')
    actions.showPlain(SESSION, true)
    expect(store.openID).toBe(SESSION)
    expect(store.plainText.has(SESSION)).toBe(true)
    expect(store.plainText.crash).toBeUndefined()
    actions.showPlain(SESSION, false)
    expect(store.plainText.has(SESSION)).toBe(false)
  })

  it('says so without a session too', () => {
    const { store, actions } = setUp({}, {}, 'crashes')
    expect(store.plainText.crash).toEqual({ sessionID: undefined })
    actions.dismissCrash()
    expect(store.plainText.crash).toBeUndefined()
  })
})
