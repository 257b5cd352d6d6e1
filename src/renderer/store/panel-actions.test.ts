import { describe, expect, it } from 'vitest'
import type { OperationName } from '../../shared/operations'
import type { Answer, Client } from '../client/client'
import { envelope, projection, SESSION } from './fixtures'
import { createPanelActions } from './panel-actions'
import { Store } from './store'

interface Call {
  name: OperationName
  input: unknown
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}

/** Answers are given by hand, and time passes by hand. */
function setUp() {
  const calls: Call[] = []
  const client: Client = {
    call: <N extends OperationName>(name: N, input: unknown) =>
      new Promise<Answer<N>>((resolve, reject) => {
        const give = (value: unknown) => resolve({ value, seq: undefined } as Answer<N>)
        calls.push({ name, input, resolve: give, reject })
      }),
    follow: () => () => undefined,
  }
  const store = new Store((run) => run())
  store.hello({ kind: 'hello', epoch: 'a', seq: 0, projection: projection() })
  let timers: (() => void)[] = []
  const actions = createPanelActions(client, store, (_ms, run) => {
    timers.push(run)
    return () => {
      timers = timers.filter((it) => it !== run)
    }
  })
  const pass = () => {
    const due = timers
    timers = []
    for (const run of due) run()
  }
  let seq = 0
  const say = (type: string, properties: object = {}) => {
    seq += 1
    store.batch(
      seq,
      [envelope({ type, properties: { sessionID: SESSION, ...properties } })],
      () => undefined,
    )
  }
  store.setOpen(SESSION)
  const named = (name: OperationName) => calls.filter((it) => it.name === name)
  const answer = async (name: OperationName, value: unknown) => {
    named(name).at(-1)?.resolve(value)
    await Promise.resolve()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { store, actions, calls, named, answer, pass, say, timers: () => timers.length }
}

const diff = (file: string) => ({ file, additions: 1, deletions: 0, status: 'added', patch: file })

describe('changes', () => {
  it('are not asked for while they are not seen, and noted as stale', () => {
    const { store, actions, named, say, timers } = setUp()
    actions.watchSession(SESSION)
    say('session.diff')
    expect([named('sessions.diff').length, timers(), store.changes.isStale]).toEqual([0, 0, true])
  })

  it('are fetched when they are seen, and once for all events of a moment', async () => {
    const { store, actions, named, answer, say, pass } = setUp()
    actions.watchChanges(SESSION)
    actions.watchSession(SESSION)
    await answer('sessions.diff', [diff('a')])
    expect(store.changes.files.map(({ name }) => name)).toEqual(['a'])
    say('session.diff')
    say('session.idle')
    say('message.updated', { info: { id: 'msg_1', role: 'user', summary: { diffs: [] } } })
    expect(named('sessions.diff').length).toBe(1)
    pass()
    expect(named('sessions.diff').length).toBe(2)
  })

  it('that come during a fetch lead to one more after it', async () => {
    const { actions, named, answer, say, pass } = setUp()
    actions.watchChanges(SESSION)
    actions.watchSession(SESSION)
    say('session.diff')
    pass()
    expect(named('sessions.diff').length).toBe(1)
    await answer('sessions.diff', [])
    pass()
    expect(named('sessions.diff').length).toBe(2)
    await answer('sessions.diff', [])
    pass()
    expect(named('sessions.diff').length).toBe(2)
  })

  it('of another session than the one looked at are dropped', async () => {
    const { store, actions, named } = setUp()
    const end = actions.watchChanges(SESSION)
    end()
    actions.watchChanges('ses_2')
    const [first, second] = named('sessions.diff')
    second?.resolve([diff('b')])
    first?.resolve([diff('a')])
    await new Promise((resolve) => setImmediate(resolve))
    expect(store.changes.files.map(({ name }) => name)).toEqual(['b'])
  })

  it('that could not be fetched are asked for again only by an event or a person', async () => {
    const { store, actions, named, pass, say, timers } = setUp()
    actions.watchChanges(SESSION)
    actions.watchSession(SESSION)
    named('sessions.diff')[0]?.reject(new Error('broken'))
    await new Promise((resolve) => setImmediate(resolve))
    expect([store.changes.phase, timers()]).toEqual(['failed', 0])
    say('session.diff')
    pass()
    expect(named('sessions.diff').length).toBe(2)
  })

  it('are stale once nobody listens, and nobody is then asked', () => {
    const { store, actions, calls, say } = setUp()
    const end = actions.watchSession(SESSION)
    store.changes.begin()
    end()
    expect(store.changes.isStale).toBe(true)
    const before = calls.length
    say('session.diff')
    say('todo.updated', { todos: [{ content: 'A', status: 'pending' }] })
    expect([calls.length, store.todos.items.length]).toEqual([before, 0])
  })
})

describe('to-dos', () => {
  it('follow the event, which is newer than a fetch under way', async () => {
    const { store, actions, answer, say } = setUp()
    actions.watchSession(SESSION)
    say('todo.updated', { todos: [{ content: 'A', status: 'in_progress', priority: 'high' }] })
    await answer('sessions.todo', [])
    expect(store.todos.items).toEqual([{ content: 'A', state: 'in_progress', isUrgent: true }])
    say('todo.updated', { sessionID: 'ses_2', todos: [] })
    expect(store.todos.items.length).toBe(1)
  })

  it('are fetched again when events were lost', () => {
    const { store, actions, named } = setUp()
    actions.watchSession(SESSION)
    store.resync(
      { kind: 'resync', seq: 9, reason: 'upstream', projection: projection() },
      () => undefined,
    )
    expect(named('sessions.todo').length).toBe(2)
  })
})

describe('events', () => {
  it('are collected only while they are seen or paused', () => {
    const { store, actions, say } = setUp()
    say('a.a')
    const end = actions.watchEvents()
    say('b.b')
    expect(store.inspector.shown.map(({ type }) => type)).toEqual(['b.b'])
    end()
    say('c.c')
    expect([store.inspector.isOn, store.inspector.total]).toEqual([false, 0])

    const endPaused = actions.watchEvents()
    say('d.d')
    store.inspector.setPaused(true)
    endPaused()
    say('e.e')
    expect([store.inspector.waiting, store.inspector.total]).toEqual([1, 2])
    actions.watchEvents()
    say('f.f')
    expect(store.inspector.waiting).toBe(2)
  })

  it('that were lost are marked', () => {
    const { store, actions } = setUp()
    actions.watchEvents()
    store.lost()
    store.hello({ kind: 'hello', epoch: 'b', seq: 3, projection: projection() })
    expect(store.inspector.shown.map(({ kind }) => kind)).toEqual(['mark', 'mark'])
  })
})
