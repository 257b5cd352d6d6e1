import { afterEach, describe, expect, it } from 'vitest'
import type { Session } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import type { Handlers } from '../../shared/operations'
import { type Fixture, SESSION_ID, send, startFixture, until } from './fixture'
import { createRouter, type Route } from './router'

const session = { id: SESSION_ID, title: 'A title' } as Session

let fixture: Fixture | undefined
const start = async (given: Partial<Handlers> = {}) => {
  fixture = await startFixture({ given })
  return fixture
}
afterEach(() => fixture?.server.close())

describe('an answer', () => {
  it('is the JSON of what the handler gave, with the status of its row', async () => {
    const { ask } = await start({ 'sessions.create': async () => session })
    const { status, headers, json } = await ask('/api/sessions', { method: 'POST' })
    expect({ status, json }).toEqual({ status: 201, json: session })
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('has no body when the row says 204', async () => {
    const { ask } = await start({ 'sessions.delete': async () => undefined })
    const { status, text } = await ask(`/api/sessions/${SESSION_ID}`, { method: 'DELETE' })
    expect({ status, text }).toEqual({ status: 204, text: '' })
  })

  it('says where to follow the events from when the handler knows', async () => {
    const { ask } = await start({
      'sessions.messages': async (_input, context) => {
        context.seq = 7
        return []
      },
    })
    const { headers } = await ask(`/api/sessions/${SESSION_ID}/messages`)
    expect(headers['x-wheelhouse-seq']).toBe('epoch1-7')
    const other = await ask('/api/sessions')
    expect(other.headers).not.toHaveProperty('x-wheelhouse-seq')
  })

  it('to HEAD is that to GET without the body', async () => {
    const { ask } = await start({ 'sessions.list': async () => [session] })
    const { status, text, headers } = await ask('/api/sessions', { method: 'HEAD' })
    expect({ status, text }).toEqual({ status: 200, text: '' })
    expect(Number(headers['content-length'])).toBeGreaterThan(2)
  })
})

describe('the input', () => {
  it('is path and query for GET, with numbers read from the query', async () => {
    const { ask, calls } = await start()
    await ask(`/api/sessions/${SESSION_ID}/messages?limit=5`)
    await ask('/api/sessions?search=a%20%26%20b')
    expect(calls.map(({ input }) => input)).toEqual([
      { id: SESSION_ID, limit: 5 },
      { search: 'a & b' },
    ])
  })

  it('is path and body for POST, and empty without a body', async () => {
    const { ask, calls } = await start()
    await ask('/api/sessions', { method: 'POST', body: { title: 'T' } })
    await ask('/api/sessions', { method: 'POST' })
    await ask('/api/sessions', { method: 'POST', body: '' })
    await ask(`/api/sessions/${SESSION_ID}/abort`, { method: 'POST' })
    expect(calls.map(({ input }) => input)).toEqual([{ title: 'T' }, {}, {}, { id: SESSION_ID }])
  })

  const refused: [string, string, object, { path: string }][] = [
    ['a query key twice', '/api/sessions?search=a&search=b', {}, { path: 'search' }],
    ['a number twice', '/api/sessions?limit=1&limit=2', {}, { path: 'limit' }],
    ['a number that is none', '/api/sessions?limit=many', {}, { path: 'limit' }],
    ['a number out of range', '/api/sessions?limit=0', {}, { path: 'limit' }],
    ['an unknown query key', '/api/sessions?surprise=1', {}, { path: '' }],
    ['a nested query key', '/api/sessions?search[x]=1', {}, { path: '' }],
    ['the id of the path in the query', `/api/sessions/${SESSION_ID}?id=x`, {}, { path: 'id' }],
    [
      'the id of the path in the body',
      `/api/sessions/${SESSION_ID}/abort`,
      { method: 'POST', body: { id: SESSION_ID } },
      { path: 'id' },
    ],
    [
      'a query where a body belongs',
      '/api/sessions?directory=/tmp',
      { method: 'POST' },
      { path: 'directory' },
    ],
    [
      'a field of a part that is missing',
      `/api/sessions/${SESSION_ID}/prompt`,
      { method: 'POST', body: { parts: [{ type: 'text' }] } },
      { path: 'parts.0.text' },
    ],
  ]
  for (const [what, path, call, issue] of refused) {
    it(`is refused with the failing path: ${what}`, async () => {
      const { ask, calls } = await start()
      const { status, json } = await ask(path, call)
      expect(status).toBe(400)
      expect(json).toMatchObject({ code: 'invalid_input', details: [issue] })
      expect(calls).toEqual([])
    })
  }
})

describe('a failure', () => {
  const failing = (error: unknown) => start({ 'sessions.list': () => Promise.reject(error) })

  it('that is an AppError is answered with its status, code, message and details', async () => {
    const { ask, log } = await failing(
      new AppError('conflict', 'The session is busy. Wait.', { details: { busy: true } }),
    )
    const { status, json } = await ask('/api/sessions')
    expect(status).toBe(409)
    expect(json).toEqual({
      error: 'The session is busy. Wait.',
      code: 'conflict',
      details: { busy: true },
    })
    expect(log.error).not.toHaveBeenCalled()
  })

  it('of an engine that is away says when to try again', async () => {
    const { ask } = await failing(new AppError('engine_unavailable', 'The engine is not running.'))
    const { status, headers } = await ask('/api/sessions')
    expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: '2' })
  })

  it('of the engine logs its cause and does not tell it', async () => {
    const error = new AppError('engine_error', 'It failed.', { cause: new Error('in the dark') })
    const { ask, log } = await failing(error)
    const { status, json } = await ask('/api/sessions')
    expect({ status, json }).toEqual({
      status: 500,
      json: { error: 'It failed.', code: 'engine_error' },
    })
    expect(log.warn).toHaveBeenCalledExactlyOnceWith(expect.any(String), error)
  })

  it('that nobody expected is told by a reference alone, and logged once under it', async () => {
    const error = new TypeError('secret of /home/someone')
    const { ask, log } = await failing(error)
    const { status, json, text } = await ask('/api/sessions')
    expect(status).toBe(500)
    expect(json).toEqual({ error: expect.any(String), code: 'internal' })
    expect(text).not.toContain('secret')
    const [reference] = /\b[0-9a-f]{8}\b/.exec(text) ?? []
    expect(reference).toBeDefined()
    expect(log.error).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining(`${reference}`),
      error,
    )
  })

  it('that is not even an Error is handled alike', async () => {
    const { ask } = await failing('just a string')
    const { status, text } = await ask('/api/sessions')
    expect(status).toBe(500)
    expect(text).not.toContain('just a string')
  })
})

it('ends the signal of a handler whose caller has left, and says nothing in the log', async () => {
  let signal: AbortSignal | undefined
  const { server, ask, log } = await start({
    'sessions.list': (_input, context) => {
      signal = context.signal
      return new Promise((_resolve, reject) => {
        context.signal.addEventListener('abort', () => reject(context.signal.reason))
      })
    },
  })
  const req = send(server.port, '/api/sessions', {})
  req.on('error', () => undefined)
  await until(() => signal)
  expect(signal?.aborted).toBe(false)
  req.destroy()
  await until(() => signal?.aborted)
  // Goes the same way through the error handler, behind the other.
  await ask('/api/nothing')
  expect(log.error).not.toHaveBeenCalled()
})

it('leaves the signal alone when the answer was given', async () => {
  let signal: AbortSignal | undefined
  const { ask, server } = await start({
    'sessions.list': async (_input, context) => {
      signal = context.signal
      return []
    },
  })
  await ask('/api/sessions')
  await server.close()
  expect(signal?.aborted).toBe(false)
})

it('cannot be built with one verb twice on one path, whatever its parameter is called', () => {
  const route = (method: Route['method'], path: Route['path']): Route => ({
    method,
    path,
    handler: (_req, res) => res.end(),
  })
  const build = (...routes: Route[]) => createRouter(routes)
  expect(() => build(route('GET', '/api/x/:id'), route('GET', '/api/x/:name'))).toThrow(
    'GET /api/x/:name is declared twice',
  )
  expect(() => build(route('GET', '/api/x'), route('POST', '/api/x'))).not.toThrow()
})
