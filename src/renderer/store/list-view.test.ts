import { describe, expect, it } from 'vitest'
import { permission, projection, session } from './fixtures'
import { startOfDay } from './list-view'
import { Store } from './store'

const NOW = new Date(2026, 10, 22, 12).getTime()
const TODAY = startOfDay(NOW)

function open(...sessions: Parameters<Store['list']['fill']>[1]) {
  const store = new Store((run) => run())
  store.list.fill(store.list.begin(), sessions)
  store.asks.noteParents(sessions)
  const items = () => store.listView.items(store, TODAY)
  const ids = () => items().flatMap(({ row }) => (row ? [row.session.id] : []))
  return { store, view: store.listView, items, ids }
}
const parent = session('ses_1', NOW)
const child = session('ses_a', NOW, { parentID: 'ses_1' })
const archived = session('ses_old', NOW, {
  title: 'Put away',
  time: { created: 1, updated: NOW, archived: NOW },
})

describe('what the list shows', () => {
  it('is the identical value until something of it changes', () => {
    const { store, items } = open(parent)
    const before = items()
    store.list.setStatus('ses_1', { type: 'busy' })
    expect(items()).toBe(before)
    store.list.put(session('ses_2', NOW))
    expect(items()).not.toBe(before)
  })

  it('is not what was put away, or nothing else', () => {
    const { view, ids } = open(parent, archived)
    expect(ids()).toEqual(['ses_1'])
    view.setArchived(true)
    expect(ids()).toEqual(['ses_old'])
  })

  it('names projects only when there are several', () => {
    const { store, items } = open(parent)
    expect(items()[0]?.project).toBeUndefined()
    store.list.put(session('ses_2', NOW, { directory: '/other/app' }))
    expect(items().map(({ project }) => project?.name)).toEqual(['code/app', 'other/app'])
  })
})

describe('sub-agents', () => {
  it('are shown while one of them is looked at, and else when a person wants it', () => {
    const { store, view, ids } = open(parent, child)
    expect(ids()).toEqual(['ses_1'])
    store.setOpen('ses_a')
    expect(ids()).toEqual(['ses_1', 'ses_a'])
    store.setOpen('ses_1')
    expect(ids()).toEqual(['ses_1'])
    view.toggleChildren('ses_1', store)
    expect(ids()).toEqual(['ses_1', 'ses_a'])
    view.toggleChildren('ses_1', store)
    expect(ids()).toEqual(['ses_1'])
  })

  it('are shown while one waits; closed by hand, they are shown again when another asks', () => {
    const { store, view, ids } = open(parent, child)
    const ask = (...ids: string[]) =>
      store.asks.replace(projection({ permissions: ids.map((id) => permission(id, 'ses_a')) }))
    ask('per_1')
    expect(ids()).toEqual(['ses_1', 'ses_a'])
    view.toggleChildren('ses_1', store)
    expect(ids()).toEqual(['ses_1'])
    ask('per_1', 'per_2')
    expect(ids()).toEqual(['ses_1', 'ses_a'])
    ask()
    expect(ids()).toEqual(['ses_1'])
  })
})

describe('while the pointer is in the list', () => {
  it('what is known keeps its place and its day, and what is new comes first', () => {
    const { store, view, items, ids } = open(session('ses_1', NOW), session('ses_2', TODAY - 1))
    view.hold(store)
    store.list.put(session('ses_2', NOW + 1))
    store.list.put(session('ses_3', NOW + 2))
    expect(ids()).toEqual(['ses_3', 'ses_1', 'ses_2'])
    expect(items().map(({ group }) => group)).toEqual(['Today', undefined, 'Yesterday'])
    view.release()
    expect(ids()).toEqual(['ses_3', 'ses_2', 'ses_1'])
  })

  it('sub-agents neither come nor go by themselves', () => {
    const { store, view, ids } = open(parent, child, session('ses_2', NOW - 1))
    store.setOpen('ses_a')
    ids()
    view.hold(store)
    store.setOpen('ses_2')
    expect(ids()).toEqual(['ses_1', 'ses_a', 'ses_2'])
    view.release()
    expect(ids()).toEqual(['ses_1', 'ses_2'])
    view.hold(store)
    store.asks.replace(projection({ permissions: [permission('per_1', 'ses_a')] }))
    expect(ids()).toEqual(['ses_1', 'ses_2'])
    view.release()
    expect(ids()).toEqual(['ses_1', 'ses_a', 'ses_2'])
  })
})

describe('a search', () => {
  it('finds all that exists by its title, what a person started first', () => {
    const { view, items } = open(
      session('ses_1', NOW, { title: 'Invoices: pagination' }),
      session('ses_2', NOW, { title: 'Colours' }),
      session('ses_a', NOW, { title: 'Paginate the list', parentID: 'ses_2' }),
      session('ses_old', NOW, {
        title: 'Page size',
        time: { created: 1, updated: 1, archived: 2 },
      }),
    )
    view.search(' pag ')
    expect(items().map(({ group, row }) => [group, row?.session.id])).toEqual([
      [undefined, 'ses_1'],
      ['Sub-agents', 'ses_a'],
      ['Archived', 'ses_old'],
    ])
    expect(items()[0]?.row?.fits).toEqual([10, 11, 12])
    view.search('nothing like it')
    expect(items()).toEqual([])
  })

  it('says which project, when there are several', () => {
    const other = session('ses_2', NOW, { directory: '/code/api', title: 'Title too' })
    const { view, items } = open(parent, other)
    view.search('title')
    expect(
      items()
        .map(({ row }) => row?.project)
        .sort(),
    ).toEqual(['api', 'app'])
  })
})

it('arranges and searches 2,000 sessions in less than a frame or two', () => {
  const many = Array.from({ length: 2_000 }, (_, index) =>
    session(`ses_${index}`, NOW - index * 3_600_000, { directory: `/code/p${index % 7}` }),
  )
  const { store, view, items } = open(...many)
  expect(items()).toHaveLength(2_000)
  const time = (run: () => void) => {
    const start = performance.now()
    run()
    return performance.now() - start
  }
  const times = Array.from({ length: 9 }, (_, index) =>
    time(() => {
      store.list.put(session(`ses_${index}`, NOW + index))
      items()
      view.search(index % 2 ? 'ses_19' : '')
      items()
    }),
  ).sort((a, b) => a - b)
  // The machine of a test may be busy; a list that is quadratic takes seconds.
  expect(times[4]).toBeLessThan(250)
})
