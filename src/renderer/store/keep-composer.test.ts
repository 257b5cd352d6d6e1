import { describe, expect, it, vi } from 'vitest'
import { EMPTY_DRAFT } from './drafts'
import { type KeepOptions, keepComposer } from './keep-composer'
import { savedIn } from './saved'
import { memoryStorage } from './saved-fixture'
import { Store } from './store'

/** A page over what is kept on this device; another page has the same `local`. */
function openPage(local: Record<string, string>, session: Record<string, string> = {}) {
  const listeners = new Map<string, (event: { key?: string }) => void>()
  const lost = vi.fn()
  const saved = (values: Record<string, string>) => savedIn(() => memoryStorage(values), lost)
  const store = new Store((run) => run())
  let due: (() => void) | undefined
  keepComposer(store, {
    local: saved(local),
    session: saved(session),
    page: {
      addEventListener: (name: string, listener: (event: { key?: string }) => void) =>
        listeners.set(name, listener),
    } as KeepOptions['page'],
    delay: (_ms, run) => {
      due = run
      return () => {
        due = undefined
      }
    },
  })
  const tick = () => due?.()
  const leave = () => listeners.get('pagehide')?.({})
  const tellOf = (key: string) => listeners.get('storage')?.({ key })
  return { store, tick, leave, tellOf, session, lost, isDue: () => due !== undefined }
}

const image = { id: 'a1', name: 'x.png', mime: 'image/png', size: 3, url: 'data:secret' }
const mention = { kind: 'file' as const, value: '@a.ts', path: 'a.ts' }

describe('what is written', () => {
  it('is there after a restart, without the content of what was attached', () => {
    const local = {}
    const { store, tick } = openPage(local)
    store.write(() => {
      const change = { text: 'half @a.ts', mentions: [mention], attachments: [image] }
      store.outbox.drafts.change('ses_1', change)
      store.choices.choose('ses_1', { agent: 'plan' })
      store.history.add('ses_1', { ...EMPTY_DRAFT, text: 'sent' })
    })
    tick()
    expect(JSON.stringify(local)).not.toContain('data:secret')
    const next = openPage(local).store
    expect(next.outbox.drafts.get('ses_1')).toEqual({
      ...EMPTY_DRAFT,
      text: 'half @a.ts',
      mentions: [mention],
      missing: [{ id: 'a1', name: 'x.png', mime: 'image/png', size: 3 }],
    })
    expect(next.choices.of('ses_1')).toEqual({ agent: 'plan' })
    expect(next.history.before('ses_1').map((it) => it.text)).toEqual(['sent'])
  })

  it('is written down once for many keys, and when the page goes', () => {
    const local: Record<string, string> = {}
    const { store, leave, isDue } = openPage(local)
    store.write(() => store.outbox.setDraft('ses_1', 'a'))
    store.write(() => store.outbox.setDraft('ses_1', 'ab'))
    expect(local['wheelhouse.drafts']).toBeUndefined()
    expect(isDue()).toBe(true)
    leave()
    expect(local['wheelhouse.drafts']).toContain('ab')
    expect(isDue()).toBe(false)
  })

  it('is gone with its session', () => {
    const local: Record<string, string> = {}
    const { store, tick } = openPage(local)
    store.write(() => store.outbox.setDraft('ses_1', 'a'))
    tick()
    store.write(() => store.forget('ses_1'))
    tick()
    expect(local['wheelhouse.drafts']).toBe('[]')
  })

  it('stays in the page when the storage is full, which is told', () => {
    const { store, tick, lost } = openPage(Object.freeze({}))
    store.write(() => store.outbox.setDraft('ses_1', 'a'))
    tick()
    store.write(() => store.outbox.setDraft('ses_1', 'ab'))
    tick()
    expect(store.outbox.draft('ses_1')).toBe('ab')
    expect(lost).toHaveBeenCalledTimes(2)
  })

  it('is left out when it is not ours', () => {
    const { store } = openPage({
      'wheelhouse.drafts': '[["ses_1",{"text":3}],7,["ses_2",{"text":"fine","mentions":[{}]}]]',
      'wheelhouse.queue': '{',
      'wheelhouse.choices': '{"sessions":{"ses_1":{"agent":4}},"recent":[{}]}',
    })
    expect([...store.outbox.drafts.all.keys()]).toEqual(['ses_2'])
    expect(store.choices.of('ses_1')).toEqual({})
    expect(store.choices.state.recent).toEqual([])
  })
})

describe('what is queued', () => {
  const queued = ({ store }: { store: Store }) =>
    store.outbox.queue.of('ses_1').map((it) => `${it.draft.text} ${it.isHeld ? 'held' : 'waits'}`)

  it('goes on waiting after a reload, and is held after a restart', () => {
    const local = {}
    const page = openPage(local)
    page.store.write(() => page.store.outbox.queue.add('ses_1', { ...EMPTY_DRAFT, text: 'next' }))
    page.tick()
    expect(queued(openPage(local, page.session))).toEqual(['next waits'])
    expect(queued(openPage(local))).toEqual(['next held'])
  })

  it('is held when it lost what was attached', () => {
    const local = {}
    const page = openPage(local)
    const draft = { ...EMPTY_DRAFT, text: 'look', attachments: [image] }
    page.store.write(() => page.store.outbox.queue.add('ses_1', draft))
    page.tick()
    expect(queued(openPage(local, page.session))).toEqual(['look held'])
  })

  it('is one page’s to send: another one shows it, and follows what becomes of it', () => {
    const local = {}
    const page = openPage(local)
    const other = openPage(local)
    page.store.write(() => page.store.outbox.queue.add('ses_1', { ...EMPTY_DRAFT, text: 'next' }))
    page.tick()
    other.tellOf('wheelhouse.queue')
    expect(queued(other)).toEqual(['next held'])
    expect(queued(page)).toEqual(['next waits'])
  })
})
