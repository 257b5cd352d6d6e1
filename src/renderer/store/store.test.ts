import { describe, expect, it, vi } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import type { Projection } from '../../shared/events'
import {
  assistant,
  delta,
  envelope,
  messageUpdated,
  partUpdated,
  permission,
  projection,
  READY,
  SESSION,
  session,
  text,
  user,
  withParts,
} from './fixtures'
import { Store } from './store'

function setUp(options: { held?: boolean } = {}) {
  const runs: (() => void)[] = []
  const store = new Store((run) => (options.held ? runs.push(run) : run()))
  const stale = vi.fn()
  store.onStale(stale)
  let seq = 0
  return {
    store,
    stale,
    flush: () => {
      for (const run of runs.splice(0)) run()
    },
    hello: (more: Partial<Projection> = {}, at = seq, epoch = 'a') => {
      seq = at
      store.hello({ kind: 'hello', epoch, seq, projection: projection(more) })
    },
    resync: (at: number, more: Partial<Projection> = {}) => {
      seq = at
      const applied = vi.fn()
      const frame = { reason: 'overtaken', projection: projection(more) } as const
      store.resync({ kind: 'resync', seq, ...frame }, applied)
      return applied
    },
    send: (...payloads: { type: string; properties: unknown }[]) => {
      const applied = vi.fn()
      store.batch(seq + 1, payloads.map(envelope), applied)
      seq += payloads.length
      return applied
    },
    open: (sessionID: string, ...messages: MessageWithParts[]) =>
      store.write(() => {
        store.setOpen(sessionID)
        const transcript = store.transcripts.open(sessionID)
        transcript.fill(transcript.begin(), messages, store.lastSeq)
      }),
  }
}

const status = (sessionID: string, type: 'busy' | 'idle') => ({
  type: 'session.status',
  properties: { sessionID, status: { type } },
})

describe('the store, as the sink of the stream', () => {
  it('tells listeners once per animation frame, of all that came until then', () => {
    const { store, hello, send, flush } = setUp({ held: true })
    const listener = vi.fn()
    store.subscribe(listener)
    hello()
    send(status('ses_1', 'busy'), status('ses_2', 'busy'))
    send(status('ses_2', 'idle'))
    expect(listener).not.toHaveBeenCalled()

    flush()
    expect(listener).toHaveBeenCalledTimes(1)
    expect(store.isBusy('ses_1')).toBe(true)
    expect(store.isBusy('ses_2')).toBe(false)
    flush()
    expect(listener).toHaveBeenCalledTimes(1)
    send(status('ses_2', 'busy'))
    flush()
    expect(listener).toHaveBeenCalledTimes(2)
  })

  it('applies and acknowledges in a window that never paints', () => {
    const { store, hello, resync, send, stale } = setUp({ held: true })
    hello()
    for (let i = 0; i < 1_000; i += 1) {
      const applied = send(status(`ses_${i}`, 'busy'))
      expect(applied).toHaveBeenCalledTimes(1)
    }
    expect(store.isBusy('ses_999')).toBe(true)
    expect(store.lastSeq).toBe(1_000)
    expect(resync(5_000)).toHaveBeenCalledTimes(1)
    expect(store.lastSeq).toBe(5_000)
    expect(stale).toHaveBeenCalledTimes(2)
  })

  it('tells listeners at once of what a person did, and of what came before it', () => {
    const { store, hello, send, flush } = setUp({ held: true })
    hello()
    send(status('ses_1', 'busy'))
    const told: boolean[] = []
    store.subscribe(() => told.push(store.isBusy('ses_1')))
    store.write(() => store.setOpen('ses_1'))
    expect(told).toEqual([true])
    flush()
    expect(told).toEqual([true])
  })

  it('ignores unknown and malformed events and goes on after them', () => {
    const { store, hello } = setUp()
    hello()
    store.batch(1, [null, 7, {}, { payload: { type: 'session.status' } }], () => undefined)
    store.batch(5, [envelope({ type: 'lsp.updated', properties: {} })], () => undefined)
    store.batch(6, [envelope(status('ses_1', 'busy'))], () => undefined)
    expect(store.isBusy('ses_1')).toBe(true)
    expect(store.lastSeq).toBe(6)
  })

  it('knows from hello what is busy, before any event', () => {
    const { store, hello } = setUp()
    hello({ statuses: { ses_1: { type: 'busy' } } })
    expect(store.isBusy('ses_1')).toBe(true)
  })

  it('asks for a fetch at the first hello and after a gap, but not when nothing was missed', () => {
    const { hello, send, stale } = setUp()
    hello()
    expect(stale).toHaveBeenCalledTimes(1)
    send(status('ses_1', 'busy'))
    hello()
    expect(stale).toHaveBeenCalledTimes(1)
    hello({}, 9)
    expect(stale).toHaveBeenCalledTimes(2)
    hello({}, 9, 'b')
    expect(stale).toHaveBeenCalledTimes(3)
  })

  it('waits for the engine before it asks for a fetch', () => {
    const { store, hello, send, stale } = setUp()
    hello({ engine: { running: false, state: 'starting', since: 1, restarts: 0 } })
    expect(stale).not.toHaveBeenCalled()
    send({ type: 'wheelhouse.engine.status', properties: READY })
    expect(store.isReady).toBe(true)
    expect(stale).toHaveBeenCalledTimes(1)
  })

  it('replaces statuses and asks for a fetch at a resync, with the transcript still shown', () => {
    const { store, hello, resync, open, send, stale } = setUp()
    hello({ statuses: { [SESSION]: { type: 'busy' } } })
    open(SESSION, withParts(user('msg_y1')))
    resync(50)
    expect(store.isBusy(SESSION)).toBe(false)
    expect(stale).toHaveBeenCalledTimes(2)
    // Its text would be wrong without what was lost.
    send(messageUpdated(assistant('msg_x2')))
    expect(store.transcripts.get(SESSION)?.order).toEqual(['msg_y1'])
    expect(store.transcripts.get(SESSION)?.phase).toBe('ready')
  })

  it('clears busy sessions when the engine goes', () => {
    const { store, hello, send } = setUp()
    hello({ statuses: { ses_1: { type: 'busy' } } })
    const restarting = { running: false, state: 'restarting', since: 2, restarts: 0 }
    send({ type: 'wheelhouse.engine.status', properties: restarting })
    expect(store.isBusy('ses_1')).toBe(false)
  })

  it('knows from hello and from events what the agent waits for, until the engine goes', () => {
    const { store, hello, resync, send } = setUp()
    hello({ permissions: [permission('per_1')] })
    const asked = () => store.asks.asksFor(SESSION).map(({ request }) => request.id)
    expect(asked()).toEqual(['per_1'])
    send({ type: 'permission.asked', properties: permission('per_2') })
    send({ type: 'permission.replied', properties: { sessionID: SESSION, requestID: 'per_1' } })
    expect(asked()).toEqual(['per_2'])
    resync(50, { permissions: [permission('per_3')] })
    expect(asked()).toEqual(['per_3'])
    const restarting = { running: false, state: 'restarting', since: 2, restarts: 0 }
    send({ type: 'wheelhouse.engine.status', properties: restarting })
    expect(asked()).toEqual([])
  })

  it('learns from created sessions who asks for whom', () => {
    const { store, hello, send } = setUp()
    hello()
    send({ type: 'permission.asked', properties: permission('per_1', 'ses_child') })
    expect(store.asks.asksFor(SESSION)).toEqual([])
    const info = session('ses_child', 1, { parentID: SESSION })
    send({ type: 'session.created', properties: { sessionID: info.id, info } })
    expect(store.asks.asksFor(SESSION)).toHaveLength(1)
  })

  it.each([
    ['its run ends', status('ses_1', 'idle')],
    ['it is idle', { type: 'session.idle', properties: { sessionID: 'ses_1' } }],
    [
      'it is deleted',
      { type: 'session.deleted', properties: { sessionID: 'ses_1', info: session('ses_1', 1) } },
    ],
  ])('drops what a session asked when %s, since nothing else says that it is over', (_, event) => {
    const { store, hello, send } = setUp()
    hello({ permissions: [permission('per_1', 'ses_1'), permission('per_2', 'ses_2')] })
    send(event)
    expect(store.asks.asksFor('ses_1')).toEqual([])
    expect(store.asks.asksFor('ses_2')).toHaveLength(1)
  })

  it('keeps messages of the sessions opened last only', () => {
    const { store, hello, open, send } = setUp()
    hello()
    for (const id of ['ses_1', 'ses_2', 'ses_3', 'ses_4', 'ses_5']) open(id)
    expect(store.transcripts.get('ses_1')).toBeUndefined()
    expect(store.transcripts.get('ses_2')).toBeDefined()
    send(messageUpdated(user('msg_y1', 'ses_2')), messageUpdated(user('msg_y1', 'ses_9')))
    expect(store.transcripts.get('ses_2')?.order).toEqual(['msg_y1'])
    expect(store.transcripts.get('ses_9')).toBeUndefined()
  })

  it('streams text into the open transcript', () => {
    const { store, hello, open, send } = setUp()
    hello()
    open(SESSION)
    send(messageUpdated(assistant('msg_x2')), partUpdated(text('prt_y1', 'msg_x2', '')))
    send(delta('prt_y1', 'a'), delta('prt_y1', 'b'))
    expect(store.transcripts.get(SESSION)?.part('prt_y1')).toMatchObject({ text: 'ab' })
  })

  it('closes the open session when it is deleted elsewhere, and says so', () => {
    const { store, hello, open, send } = setUp()
    hello()
    open(SESSION)
    send({
      type: 'session.deleted',
      properties: { sessionID: SESSION, info: session(SESSION, 1) },
    })
    expect(store.openID).toBeUndefined()
    expect(store.transcripts.get(SESSION)).toBeUndefined()
    expect(store.notices.all.map((it) => it.sessionID)).toEqual([undefined])
  })
})

describe('errors of runs', () => {
  const error = { name: 'APIError', data: { message: 'Overloaded', isRetryable: true } }
  const failed = { type: 'session.error', properties: { sessionID: SESSION, error } }
  const message = messageUpdated(assistant('msg_x2', { error: error as never }))

  it('are said once, whether the message or the session tells first', () => {
    for (const events of [
      [failed, message],
      [message, failed],
    ]) {
      const { store, hello, open, send } = setUp()
      hello()
      open(SESSION, withParts(user('msg_y1')))
      send(...events)
      expect(store.notices.all).toEqual([])
    }
  })

  it('of another session are marked until its next run', () => {
    const { store, hello, send } = setUp()
    hello()
    send(failed)
    expect(store.notices.hasRun(SESSION)).toBe(true)
    send(status(SESSION, 'busy'))
    expect(store.notices.hasRun(SESSION)).toBe(false)
  })

  it('are none when a person stopped the run', () => {
    const { store, hello, send } = setUp()
    hello()
    const aborted = { name: 'MessageAbortedError', data: { message: 'aborted' } }
    send({ type: 'session.error', properties: { sessionID: SESSION, error: aborted } })
    expect(store.notices.all).toEqual([])
  })
})
