import { describe, expect, it } from 'vitest'
import { session } from './fixtures'
import { type SessionEvent, SessionList } from './session-list'

const filled = (...sessions: Parameters<SessionList['fill']>[1]) => {
  const list = new SessionList()
  list.fill(list.begin(), sessions)
  return list
}
const ids = (list: SessionList) => list.shown.map((it) => it.id)
const event = (type: SessionEvent['type'], info: ReturnType<typeof session>): SessionEvent => ({
  id: 'e',
  type,
  properties: { sessionID: info.id, info },
})

describe('the session list', () => {
  it('shows the most recently updated first, without sub-agents and archived ones', () => {
    const list = filled(
      session('ses_1', 10),
      session('ses_2', 30),
      session('ses_3', 20, { parentID: 'ses_1' }),
      session('ses_4', 40, { time: { created: 1, updated: 40, archived: 41 } }),
    )
    expect(ids(list)).toEqual(['ses_2', 'ses_1'])
  })

  it('follows created, updated and deleted sessions', () => {
    const list = filled(session('ses_1', 10), session('ses_2', 20))
    list.apply(event('session.created', session('ses_3', 30)))
    list.apply(event('session.updated', session('ses_1', 40, { title: 'Renamed' })))
    list.apply(event('session.deleted', session('ses_2', 20)))
    expect(ids(list)).toEqual(['ses_1', 'ses_3'])
    expect(list.get('ses_1')?.title).toBe('Renamed')
  })

  it('applies events of the time of a fetch again, since its answer may be older', () => {
    const list = filled(session('ses_1', 10), session('ses_2', 20))
    const ticket = list.begin()
    list.apply(event('session.created', session('ses_3', 30)))
    list.apply(event('session.deleted', session('ses_2', 20)))
    list.apply(event('session.updated', session('ses_1', 40, { title: 'New' })))
    list.fill(ticket, [session('ses_1', 10, { title: 'Old' }), session('ses_2', 20)])
    expect(ids(list)).toEqual(['ses_1', 'ses_3'])
    expect(list.get('ses_1')?.title).toBe('New')
  })

  it('does not let an older event undo a newer answer', () => {
    const list = new SessionList()
    const ticket = list.begin()
    list.apply(event('session.updated', session('ses_1', 10, { title: 'Old' })))
    list.fill(ticket, [session('ses_1', 20, { title: 'New' })])
    expect(list.get('ses_1')?.title).toBe('New')
  })

  it('keeps the list when a fetch fails', () => {
    const list = filled(session('ses_1', 10))
    list.fail(list.begin(), 'It did not answer.')
    expect(list.phase).toBe('failed')
    expect(ids(list)).toEqual(['ses_1'])
  })

  it('replaces all statuses at once, and takes no malformed one', () => {
    const list = new SessionList()
    list.setStatus('ses_1', { type: 'busy' })
    list.replaceStatuses({ ses_2: { type: 'busy' }, ses_3: { type: 'retry' }, ses_4: null })
    expect(['ses_1', 'ses_2', 'ses_3', 'ses_4'].map((id) => list.status(id).type)).toEqual([
      'idle',
      'busy',
      'idle',
      'idle',
    ])
  })
})
