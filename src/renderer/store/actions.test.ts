import { describe, expect, it, vi } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import { refuse, setUp } from './actions-fixture'
import { envelope, messageUpdated, projection, SESSION, session, user, withParts } from './fixtures'

describe('starting', () => {
  it('fetches nothing until the engine is ready, then the list and the open session', async () => {
    const { hello, calls, store } = setUp(
      {},
      { 'wheelhouse.open-session': JSON.stringify(SESSION) },
    )
    expect(calls).toEqual([])
    hello()
    await vi.waitFor(() => expect(store.list.phase).toBe('ready'))
    expect(calls).toEqual([
      ['sessions.list', {}],
      ['sessions.messages', { id: SESSION, limit: 100 }],
    ])
    expect(store.openID).toBe(SESSION)
  })

  it('opens nothing when the remembered session is gone, and forgets it quietly', async () => {
    const { hello, store, saved } = setUp(
      { 'sessions.messages': () => refuse('No such session.', 'not_found') },
      { 'wheelhouse.open-session': '"ses_gone"' },
    )
    hello()
    await vi.waitFor(() => expect(store.openID).toBeUndefined())
    expect(store.notices.all).toEqual([])
    expect(saved).toEqual({})
  })

  it('says why the list or the messages could not be loaded, and loads them on request', async () => {
    let isDown = true
    const answer = (value: unknown) => () => (isDown ? refuse('It did not answer.') : value)
    const { hello, store, actions } = setUp({
      'sessions.list': answer([session(SESSION, 1)]),
      'sessions.messages': answer([withParts(user('msg_y1'))]),
    })
    hello()
    actions.open(SESSION)
    await vi.waitFor(() => expect(store.list.phase).toBe('failed'))
    expect(store.list.failure).toBe('It did not answer.')
    expect(store.transcripts.get(SESSION)?.failure).toBe('It did not answer.')

    isDown = false
    await actions.loadList()
    await actions.loadMessages(SESSION)
    expect(store.list.shown).toHaveLength(1)
    expect(store.transcripts.get(SESSION)?.order).toEqual(['msg_y1'])
  })
})

describe('opening', () => {
  it('remembers the open session and fetches it once', async () => {
    const { hello, store, actions, saved, seen } = setUp()
    hello()
    actions.open(SESSION)
    await vi.waitFor(() => expect(store.transcripts.get(SESSION)?.phase).toBe('ready'))
    actions.open('ses_2')
    actions.open(SESSION)
    expect(saved['wheelhouse.open-session']).toBe(JSON.stringify(SESSION))
    expect(seen('sessions.messages')).toHaveLength(2)
  })
})

describe('other actions', () => {
  it('creates one session, however often it is asked meanwhile', async () => {
    const { hello, store, actions, seen } = setUp({
      'sessions.create': () => session('ses_new', 9),
    })
    hello()
    actions.startNew()
    const sent = ['Hello', 'Hello again'].map((text) => {
      actions.setDraft(text)
      return actions.send()
    })
    await Promise.all(sent)
    expect(seen('sessions.create')).toHaveLength(1)
    expect(store.openID).toBe('ses_new')
  })

  it('takes what is written while a session is created as meant for that session', async () => {
    let answer: (value: unknown) => void = () => undefined
    const { hello, store, actions, calls } = setUp({
      'sessions.create': () =>
        new Promise((resolve) => {
          answer = resolve
        }),
      'sessions.prompt': () => ({ messageID: 'msg_y1' }),
    })
    hello()
    actions.open(SESSION)
    actions.startNew()
    actions.setDraft('Hello')
    const sent = actions.send()
    actions.setDraft('And then')
    answer(session('ses_new', 9))
    await sent
    expect(store.openID).toBe('ses_new')
    expect(calls.filter(([name]) => name === 'sessions.create')).toHaveLength(1)
    expect(calls.at(-1)).toEqual([
      'sessions.prompt',
      { id: 'ses_new', parts: [{ type: 'text', text: 'Hello' }] },
    ])
    expect(store.outbox.draft('ses_new')).toBe('And then')
    expect(store.outbox.draft(SESSION)).toBe('')
  })

  it('says why a run was not stopped, or the engine not started', async () => {
    const { hello, store, actions } = setUp({
      'sessions.abort': () => refuse('Too late.'),
      'engine.start': () => refuse('No binary.'),
    })
    hello()
    actions.open(SESSION)
    await actions.stop()
    await actions.startEngine()
    expect(store.notices.all.map((it) => it.text)).toEqual([
      'The run was not stopped. Too late.',
      'The engine did not start. No binary.',
    ])
    actions.dismiss(store.notices.all[0]?.id ?? 0)
    expect(store.notices.all).toHaveLength(1)
  })

  it('fetches again after a resync, and what came meanwhile is not lost', async () => {
    let answer: (messages: MessageWithParts[]) => void = () => undefined
    const { hello, store, actions } = setUp({
      'sessions.messages': () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    })
    hello()
    actions.open(SESSION)
    answer([withParts(user('msg_y1'))])
    await vi.waitFor(() => expect(store.transcripts.get(SESSION)?.order).toEqual(['msg_y1']))

    const lost = { kind: 'resync', seq: 40, reason: 'overtaken', projection: projection() } as const
    store.resync(lost, () => undefined)
    store.batch(41, [envelope(messageUpdated(user('msg_w3')))], () => undefined)
    expect(store.transcripts.get(SESSION)?.order).toEqual(['msg_y1'])
    answer([withParts(user('msg_y1')), withParts(user('msg_x2'))])
    await vi.waitFor(() =>
      expect(store.transcripts.get(SESSION)?.order).toEqual(['msg_y1', 'msg_x2', 'msg_w3']),
    )
  })
})
