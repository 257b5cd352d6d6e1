import { expect, it } from 'vitest'
import { refuse, setUp } from './actions-fixture'

it('opens Wheelhouse in the person’s browser', async () => {
  const { actions, store, seen } = setUp({ 'browser.open': () => undefined })
  await actions.openBrowser()
  expect(seen('browser.open')).toEqual([['browser.open', {}]])
  expect(store.notices.all).toEqual([])
})

it('says why no browser opened', async () => {
  const { actions, store } = setUp({ 'browser.open': () => refuse('There is none.', 'conflict') })
  await actions.openBrowser()
  expect(store.notices.all).toMatchObject([{ kind: 'action', text: 'There is none.' }])
})
