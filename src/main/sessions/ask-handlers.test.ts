import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { EventEnvelope } from '../../shared/events'
import type { Engine } from '../engine/engine'
import type { Events } from '../events/events'
import { Hub } from '../events/hub'
import { ActivityProjection } from '../events/projection'
import { SessionTree } from '../events/session-tree'
import { publication } from '../testing/envelopes'
import { recordLog } from '../testing/log'
import { createAskHandlers } from './ask-handlers'

const OK = new Response('{}')
const ASK = { id: 'per_1', sessionID: 'ses_child', permission: 'bash', patterns: [] }
const QUESTION = { id: 'que_1', sessionID: 'ses_other', questions: [{}, {}] }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** The handlers over a real hub and projection; the engine takes what it is sent. */
function createFixture() {
  const hub = new Hub({ log: recordLog() })
  const tree = new SessionTree()
  const projection = new ActivityProjection()
  const sent: unknown[] = []
  const publish = (type: string, properties: object) => {
    const envelope = { directory: '/project', payload: { id: 'evt', type, properties } }
    projection.apply(envelope as unknown as EventEnvelope)
    hub.publish([publication(type, properties)])
  }
  let onSent: () => void = () => undefined
  const isSent = new Promise<void>((resolve) => {
    onSent = resolve
  })
  const fixture = { hub, publish, sent, isSent, refusal: undefined as object | undefined }
  const send = async (request: unknown) => {
    sent.push(request)
    onSent()
    if (!fixture.refusal) return { data: true, response: OK }
    return { error: fixture.refusal, response: new Response('', { status: 404 }) }
  }
  const session = { get: async () => ({ data: { directory: '/elsewhere' }, response: OK }) }
  const client = { session, permission: { reply: send }, question: { reply: send, reject: send } }
  const handlers = createAskHandlers({
    engine: { getClient: () => client } as unknown as Engine,
    events: { hub, tree, projection, connected: async () => undefined } as unknown as Events,
    projectDir: '/project',
  })
  tree.note({ id: 'ses_child', parentID: 'ses_root' })
  for (const { sessionID } of [ASK, QUESTION]) {
    publish('session.status', { sessionID, status: { type: 'busy' } })
  }
  publish('permission.asked', ASK)
  publish('question.asked', QUESTION)
  return { ...handlers, fixture }
}

test('a session’s asks are its own and those of what it started', async () => {
  const { fixture, ...handlers } = createFixture()
  const listed = async (sessionID: string) => [
    ...(await handlers['permissions.list']({ sessionID })),
    ...(await handlers['questions.list']({ sessionID })),
  ]
  expect(await listed('ses_root')).toEqual([ASK])
  expect(await listed('ses_child')).toEqual([ASK])
  expect(await listed('ses_other')).toEqual([QUESTION])
  expect(await listed('ses_nobody')).toEqual([])
})

test('a reply goes to the directory of who asks, and is over once the stream has shown it', async () => {
  const { fixture, ...handlers } = createFixture()
  let over = false
  const replied = handlers['permissions.reply']({ id: ASK.id, reply: 'once' }).then(() => {
    over = true
  })
  await fixture.isSent
  expect(fixture.sent).toEqual([{ requestID: ASK.id, directory: '/elsewhere', reply: 'once' }])
  await vi.waitUntil(() => fixture.hub.size === 1, { timeout: 60_000 })
  fixture.publish('session.updated', {})
  expect([over, fixture.hub.size]).toEqual([false, 1])
  fixture.publish('permission.replied', { sessionID: ASK.sessionID, requestID: ASK.id })
  await replied
  expect(fixture.hub.size).toBe(0)
  expect(await handlers['permissions.list']({})).toEqual([])
})

test('a reply is over also when the stream never shows it', async () => {
  const { fixture, ...handlers } = createFixture()
  const replied = handlers['questions.reject']({ id: QUESTION.id })
  await fixture.isSent
  await vi.waitUntil(() => fixture.hub.size === 1, { timeout: 60_000 })
  await vi.advanceTimersByTimeAsync(5_000)
  await replied
  expect([fixture.hub.size, vi.getTimerCount()]).toEqual([0, 0])
})

test('who is too late is told so, whether we or the engine knew', async () => {
  const { fixture, ...handlers } = createFixture()
  const late = { code: 'not_found', message: expect.stringContaining('answered already') }
  await expect(handlers['permissions.reply']({ id: 'per_2', reply: 'once' })).rejects.toMatchObject(
    late,
  )
  // A permission is no question.
  await expect(handlers['questions.reject']({ id: ASK.id })).rejects.toMatchObject(late)
  expect(fixture.sent).toEqual([])
  fixture.refusal = { _tag: 'PermissionNotFoundError', message: 'Permission not found' }
  await expect(handlers['permissions.reply']({ id: ASK.id, reply: 'once' })).rejects.toMatchObject(
    late,
  )
})

test('another number of answers than questions is refused before the engine sees it', async () => {
  const { fixture, ...handlers } = createFixture()
  for (const answers of [[['a']], [['a'], ['b'], ['c']]]) {
    await expect(handlers['questions.reply']({ id: QUESTION.id, answers })).rejects.toMatchObject({
      code: 'invalid_input',
      details: [{ path: 'answers', message: expect.stringContaining('2 answers') }],
    })
  }
  expect(fixture.sent).toEqual([])
})
