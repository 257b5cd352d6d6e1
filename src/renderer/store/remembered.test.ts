import { expect, it } from 'vitest'
import { rememberSidebar } from './remembered'
import { savedIn } from './saved'
import { memoryStorage } from './saved-fixture'
import { Store } from './store'

function open(values: Record<string, string>) {
  const store = new Store((run) => run())
  const end = rememberSidebar(
    store,
    savedIn(() => memoryStorage(values)),
  )
  return { store, end }
}

it('the sidebar is found as it was left', () => {
  const values = {}
  const { store, end } = open(values)
  store.write(() => {
    store.sidebar.resize(5_000)
    store.sidebar.setHidden(true)
    store.listView.toggleProject('/a')
    store.list.setStatus('ses_1', { type: 'busy' })
    store.list.setStatus('ses_1', { type: 'idle' })
    store.list.setStatus('ses_2', { type: 'busy' })
  })
  end()
  const again = open(values).store
  expect(again.sidebar.shape).toEqual({ width: 400, isHidden: true })
  expect([...again.listView.folded]).toEqual(['/a'])
  expect(again.list.unread.memory).toEqual({ unread: ['ses_1'], running: ['ses_2'] })
})

it.each(['', '{', 'null', '7', '[1]', '{"width":"x","unread":[1],"folded":{}}'])(
  'what is kept as %j is taken for nothing',
  (text) => {
    const keys = ['wheelhouse.unread', 'wheelhouse.folded-projects', 'wheelhouse.sidebar']
    const { store } = open(Object.fromEntries(keys.map((key) => [key, text])))
    expect(store.sidebar.shape).toEqual({ width: 264, isHidden: false })
    expect([...store.listView.folded]).toEqual([])
    expect(store.list.unread.memory).toEqual({ unread: [], running: [] })
  },
)
