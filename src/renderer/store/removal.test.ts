import { describe, expect, it, vi } from 'vitest'
import { refuse, setUp } from './actions-fixture'
import { envelope, SESSION, session } from './fixtures'
import { UNDO_MS } from './removal'

async function started(handlers: Parameters<typeof setUp>[0] = {}) {
  const rig = setUp({
    'sessions.list': () => [session(SESSION, 2), session('ses_2', 1)],
    ...handlers,
  })
  rig.hello()
  await vi.waitFor(() => expect(rig.store.list.phase).toBe('ready'))
  const shown = () => rig.store.list.shown.map(({ id }) => id)
  const notices = () => rig.store.notices.all.map(({ text }) => text)
  return { ...rig, shown, notices }
}

describe('deleting', () => {
  it('takes the session out of the list at once, and out of the engine when the time is over', async () => {
    const { store, actions, shown, seen, clock } = await started()
    actions.open(SESSION)
    actions.remove(SESSION)
    expect(shown()).toEqual(['ses_2'])
    expect(store.openID).toBeUndefined()
    expect(store.remarks.all.map(({ text }) => text)).toEqual(['Deleted “Title of ses_1”.'])
    clock.tick(UNDO_MS - 1)
    expect(seen('sessions.delete')).toEqual([])
    clock.tick(1)
    expect(seen('sessions.delete')).toEqual([['sessions.delete', { id: SESSION }]])
    expect(store.remarks.all).toEqual([])
    await vi.waitFor(() => expect(store.list.get(SESSION)).toBeUndefined())
    expect(store.notices.all).toEqual([])
  })

  it('names what could not be ended with it', async () => {
    const { actions, notices, clock } = await started({
      'sessions.processes': () => [{ pid: 7, command: 'sudo sleep 778', since: 1 }],
    })
    actions.remove(SESSION)
    clock.tick(UNDO_MS)
    const said = /^“Title of ses_1” is deleted, but .* runs on\. .*sudo sleep 778 \(7\)/
    await vi.waitFor(() => expect(notices()).toEqual([expect.stringMatching(said)]))
  })

  it('is undone: the session is back, and open if it was', async () => {
    const { store, actions, shown, seen, clock } = await started()
    actions.open(SESSION)
    actions.setDraft('Half a thought')
    actions.remove(SESSION)
    await actions.undoRemoval()
    expect(shown()).toEqual([SESSION, 'ses_2'])
    expect(store.openID).toBe(SESSION)
    expect(store.outbox.draft(SESSION)).toBe('Half a thought')
    clock.tick(10 * UNDO_MS)
    expect(seen('sessions.delete')).toEqual([])
  })

  it('is undone without taking whoever went on elsewhere away from there', async () => {
    const { store, actions } = await started()
    actions.open(SESSION)
    actions.remove(SESSION)
    actions.open('ses_2')
    await actions.undoRemoval()
    expect(store.openID).toBe('ses_2')
  })

  it('waits while a person looks at it', async () => {
    const { actions, seen, clock } = await started()
    actions.remove(SESSION)
    clock.tick(UNDO_MS - 10)
    actions.holdRemarks()
    clock.tick(10 * UNDO_MS)
    expect(seen('sessions.delete')).toEqual([])
    actions.releaseRemarks()
    clock.tick(9)
    expect(seen('sessions.delete')).toEqual([])
    clock.tick(1)
    expect(seen('sessions.delete')).toHaveLength(1)
  })

  it('keeps several apart', async () => {
    const { actions, shown, seen, clock, store } = await started()
    actions.remove(SESSION)
    clock.tick(1_000)
    actions.remove('ses_2')
    actions.remove('ses_2')
    expect(store.remarks.all).toHaveLength(2)
    await actions.undoRemoval(store.remarks.all[0]?.id)
    expect(shown()).toEqual([SESSION])
    clock.tick(UNDO_MS)
    expect(seen('sessions.delete')).toEqual([['sessions.delete', { id: 'ses_2' }]])
  })

  it('brings a session back that could not be deleted, and says why', async () => {
    const { actions, shown, clock, notices } = await started({
      'sessions.delete': () => refuse('Locked.'),
    })
    actions.remove(SESSION)
    clock.tick(UNDO_MS)
    await vi.waitFor(() => expect(notices()).toEqual(['“Title of ses_1” was not deleted. Locked.']))
    expect(shown()).toEqual([SESSION, 'ses_2'])
  })

  it('is content when the session is gone already', async () => {
    const { actions, clock, notices, store } = await started({
      'sessions.delete': () => refuse('There is none.', 'not_found'),
    })
    actions.remove(SESSION)
    clock.tick(UNDO_MS)
    await vi.waitFor(() => expect(store.list.get(SESSION)).toBeUndefined())
    expect(notices()).toEqual([])
  })

  it('ends when the session is deleted elsewhere meanwhile', async () => {
    const { actions, clock, store, seen, notices } = await started()
    actions.remove(SESSION)
    const properties = { sessionID: SESSION, info: session(SESSION, 1) }
    store.batch(1, [envelope({ type: 'session.deleted', properties })], () => undefined)
    expect(store.remarks.all).toEqual([])
    clock.tick(UNDO_MS)
    expect(seen('sessions.delete')).toEqual([])
    expect(notices()).toEqual([])
  })

  it('stays out of the list when that is read again, and after an event', async () => {
    const { actions, store, shown } = await started()
    actions.remove(SESSION)
    await actions.loadList()
    const properties = { sessionID: SESSION, info: session(SESSION, 9) }
    store.batch(1, [envelope({ type: 'session.updated', properties })], () => undefined)
    expect(shown()).toEqual(['ses_2'])
  })

  it('is undone by opening the session', async () => {
    const { actions, shown, store, clock, seen } = await started()
    actions.remove(SESSION)
    actions.open(SESSION)
    expect(shown()).toContain(SESSION)
    expect(store.openID).toBe(SESSION)
    clock.tick(UNDO_MS)
    expect(seen('sessions.delete')).toEqual([])
  })

  it('says that a run is stopped with it', async () => {
    const { actions, store } = await started()
    store.write(() => store.list.setStatus(SESSION, { type: 'busy' }))
    actions.remove(SESSION)
    expect(store.remarks.all[0]?.text).toBe('Deleted “Title of ses_1”. Its run is stopped with it.')
  })
})

describe('archiving', () => {
  const archive = ({ archived }: { archived: boolean }) =>
    session(SESSION, 2, { time: { created: 1, updated: 2, archived: archived ? 5 : 0 } })

  it('happens at once and can be taken back', async () => {
    const { actions, store, shown, seen } = await started({ 'sessions.update': archive })
    actions.open(SESSION)
    await actions.archive(SESSION)
    expect(shown()).toEqual(['ses_2'])
    expect(store.openID).toBeUndefined()
    await actions.undoRemoval()
    expect(shown()).toEqual([SESSION, 'ses_2'])
    expect(store.openID).toBe(SESSION)
    expect(seen('sessions.update').map(([, input]) => input)).toEqual([
      { id: SESSION, archived: true },
      { id: SESSION, archived: false },
    ])
  })

  it('stays archived when the time is over', async () => {
    const { actions, store, clock, seen } = await started({ 'sessions.update': archive })
    await actions.archive(SESSION)
    clock.tick(UNDO_MS)
    expect(store.remarks.all).toEqual([])
    expect(seen('sessions.update')).toHaveLength(1)
  })

  it('changes nothing when the engine refuses', async () => {
    const { actions, store, shown, notices } = await started({
      'sessions.update': () => refuse('Read only.'),
    })
    actions.open(SESSION)
    await actions.archive(SESSION)
    expect(store.openID).toBe(SESSION)
    expect(shown()).toContain(SESSION)
    expect(notices()).toEqual(['“Title of ses_1” was not archived. Read only.'])
  })
})
