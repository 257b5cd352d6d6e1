import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { Engine } from '../engine/engine'
import type { Events } from '../events/events'
import { createProviderHandlers } from './provider-handlers'

const KEY = 'sk-secret-key'
const OK = new Response('{}')

/** The handlers over an engine that knows one provider; `called` says what it was asked. */
function createFixture() {
  const called: string[] = []
  const fixture = {
    called,
    busy: false,
    refusal: undefined as object | undefined,
    /** Whether a login waits for the person. */
    waiting: false,
    /** A session begins to work as soon as the engine has taken something. */
    startsWork: false,
  }
  const does = (name: string, data: unknown) => async () => {
    called.push(name)
    return { data, response: OK }
  }
  const takes = (name: string) => async (_request: unknown, options?: { signal: AbortSignal }) => {
    called.push(name)
    if (fixture.startsWork) fixture.busy = true
    if (fixture.waiting && options) {
      await new Promise((resolve) => options.signal.addEventListener('abort', resolve))
      throw options.signal.reason
    }
    if (!fixture.refusal) return { data: true, response: OK }
    return { error: fixture.refusal, response: new Response('', { status: 400 }) }
  }
  const client = {
    auth: { set: takes('set'), remove: takes('remove') },
    global: { dispose: does('dispose', true) },
    provider: {
      list: does('list', { all: [{ id: 'one' }], default: {}, connected: [] }),
      auth: does('auth', { one: [{ type: 'oauth', label: 'Login' }] }),
      oauth: { authorize: takes('authorize'), callback: takes('callback') },
    },
  }
  const projection = {
    get busy() {
      return fixture.busy
    },
  }
  const handlers = createProviderHandlers({
    engine: { getClient: () => client } as unknown as Engine,
    events: { projection, connected: async () => undefined } as unknown as Events,
    projectDir: process.cwd(),
  })
  return { fixture, ...handlers }
}
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

test('the engine takes up a key that it keeps', async () => {
  const { fixture, ...handlers } = createFixture()
  await handlers['providers.connect']({ id: 'one', key: KEY })
  expect(fixture.called).toEqual(['list', 'set', 'dispose'])
})

test('nothing is kept while a session is at work, or for an unknown provider', async () => {
  const { fixture, ...handlers } = createFixture()
  const unknown = await failureOf(handlers['providers.connect']({ id: 'two', key: KEY }))
  expect(unknown).toMatchObject({ code: 'not_found' })
  fixture.busy = true
  const busy = await failureOf(handlers['providers.connect']({ id: 'one', key: KEY }))
  expect(busy).toMatchObject({ code: 'conflict' })
  expect(await failureOf(handlers['providers.disconnect']({ id: 'one' }))).toMatchObject({
    code: 'conflict',
  })
  expect(new Set(fixture.called)).toEqual(new Set(['list']))
})

test('an engine that repeats the key in its refusal is not quoted', async () => {
  const { fixture, ...handlers } = createFixture()
  const context = { signal: new AbortController().signal }
  fixture.refusal = { name: 'BadRequest', data: { message: `Invalid key ${KEY}`, key: KEY } }
  const failures = await Promise.all([
    failureOf(handlers['providers.connect']({ id: 'one', key: KEY })),
    failureOf(handlers['providers.authorize']({ id: 'one', method: 0, inputs: { a: KEY } })),
    failureOf(handlers['providers.callback']({ id: 'one', method: 0, code: KEY }, context)),
  ])
  for (const failure of failures) {
    expect(failure).toMatchObject({ code: 'invalid_input' })
    expect(inspect(failure, { depth: null })).not.toContain(KEY)
  }
  fixture.refusal = { name: 'BadRequest', data: { message: 'Invalid key' } }
  const failure = await failureOf(handlers['providers.connect']({ id: 'one', key: KEY }))
  expect(failure).toMatchObject({ message: 'Invalid key' })
  expect(fixture.called).not.toContain('dispose')
})

test('a login is no longer waited for when the caller is gone', async () => {
  const { fixture, ...handlers } = createFixture()
  const caller = new AbortController()
  fixture.waiting = true
  const finished = handlers['providers.callback']({ id: 'one', method: 0 }, caller)
  const failure = failureOf(finished)
  while (!fixture.called.includes('callback')) await new Promise(setImmediate)
  caller.abort()
  expect(await failure).toMatchObject({ code: 'engine_unavailable' })
  expect(fixture.called).not.toContain('dispose')
})

test('a login that ends while a session is at work does not end its run', async () => {
  const { fixture, ...handlers } = createFixture()
  const context = { signal: new AbortController().signal }
  fixture.startsWork = true
  const failure = await failureOf(handlers['providers.callback']({ id: 'one', method: 0 }, context))
  expect(failure).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('login is kept'),
  })
  expect(fixture.called).not.toContain('dispose')
})
