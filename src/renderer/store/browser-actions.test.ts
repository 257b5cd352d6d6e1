import { expect, it } from 'vitest'
import { refuse, setUp } from './actions-fixture'

const CODE = { url: 'http://127.0.0.1:4848/#pair=AAAA', code: 'AAAA', expiresAt: 1_000 }
const browser = (id: string, seenAt: number) => ({
  id,
  name: 'Firefox',
  pairedAt: seenAt,
  seenAt,
  connected: true,
})

it('shows a code that is new, and who is let in', async () => {
  const { actions, store } = setUp({
    'browser.link': () => CODE,
    'browser.list': () => [browser('brw_1', 1)],
  })
  const shown = actions.showBrowser()
  expect([store.dialogs.open, store.browsers.code]).toEqual(['browser', undefined])
  await shown
  expect(store.browsers).toMatchObject({ code: CODE, all: [{ id: 'brw_1' }], error: '' })
})

it('shows no code of before, and says why there is none', async () => {
  let isBroken = false
  const { actions, store } = setUp({
    'browser.link': () => (isBroken ? refuse('The port is taken.', 'conflict') : CODE),
    'browser.list': () => [],
  })
  await actions.showBrowser()
  isBroken = true
  await actions.showBrowser()
  expect(store.browsers).toMatchObject({ code: undefined, error: 'The port is taken.' })
})

it('closes the dialog once the browser that was opened is in, and not before', async () => {
  const all = [browser('brw_1', 1)]
  const { actions, store, seen } = setUp({
    'browser.link': () => CODE,
    'browser.list': () => all,
    'browser.open': () => undefined,
  })
  await actions.showBrowser()
  await actions.followBrowsers(0)
  expect(store.dialogs.open).toBe('browser')
  await actions.openBrowser()
  expect(seen('browser.open')).toHaveLength(1)
  await actions.followBrowsers(0)
  expect(store.dialogs.open).toBe('browser')
  all.unshift(browser('brw_2', Date.now() + 1))
  await actions.followBrowsers(0)
  expect(store.dialogs.open).toBeUndefined()
})

it('leaves the code there to be typed when no browser opened', async () => {
  const { actions, store } = setUp({
    'browser.link': () => CODE,
    'browser.list': () => [],
    'browser.open': () => refuse('The system opened no browser.', 'internal'),
  })
  await actions.showBrowser()
  await actions.openBrowser()
  expect(store.browsers).toMatchObject({ code: CODE, error: 'The system opened no browser.' })
})

it('makes another code when one is over', async () => {
  let made = 0
  const { actions, store } = setUp({
    'browser.link': () => {
      made += 1
      return { ...CODE, code: `CODE-${made}` }
    },
    'browser.list': () => [],
  })
  await actions.showBrowser()
  await actions.followBrowsers(999)
  expect(store.browsers.code?.code).toBe('CODE-1')
  await actions.followBrowsers(1_000)
  expect(store.browsers.code?.code).toBe('CODE-2')
})

it('turns a browser away', async () => {
  let all = [browser('brw_1', 1), browser('brw_2', 2)]
  const { actions, store } = setUp({
    'browser.list': () => all,
    'browser.remove': ({ id }: { id: string }) => {
      all = all.filter((it) => it.id !== id)
    },
  })
  await actions.removeBrowser('brw_1')
  expect(store.browsers.all).toEqual([browser('brw_2', 2)])
})
