import { describe, expect, it } from 'vitest'
import type { OperationInput, OperationName } from '../../shared/operations'
import { httpClient, UNPAIRED } from './http'

/** A client whose listener answers as told, and what it was asked. */
function setUp(answer: () => Response | Promise<Response>) {
  const asked: { path: string; method: string; body: unknown; type: string | null }[] = []
  const client = httpClient({
    fetch: async (path, { method = 'GET', body, headers }) => {
      const type = new Headers(headers).get('content-type')
      asked.push({ path, method, body: body && JSON.parse(String(body)), type })
      return answer()
    },
    after: () => () => undefined,
    isVisible: () => true,
    onVisibility: () => () => undefined,
    onUnpaired: () => undefined,
  })
  return { client, asked }
}

const ID = 'ses_0123456789abcdef'
const json = 'application/json'

describe('a call over HTTP', () => {
  it.each<[OperationName, object, string, string, object?]>([
    ['sessions.list', {}, 'GET', '/api/sessions'],
    [
      'sessions.list',
      { search: 'a b&c=d', limit: 5, directory: undefined },
      'GET',
      '/api/sessions?search=a+b%26c%3Dd&limit=5',
    ],
    ['sessions.get', { id: '../x?y' }, 'GET', '/api/sessions/..%2Fx%3Fy'],
    ['sessions.delete', { id: ID }, 'DELETE', `/api/sessions/${ID}`],
    ['sessions.create', { title: 'New' }, 'POST', '/api/sessions', { title: 'New' }],
    ['sessions.update', { id: ID, title: 'x' }, 'PATCH', `/api/sessions/${ID}`, { title: 'x' }],
    ['engine.start', {}, 'POST', '/api/engine/start', {}],
  ])('of %s with %j', async (name, input, method, path, body) => {
    const { client, asked } = setUp(() => Response.json(null))
    await client.call(name, input as OperationInput<typeof name>)
    expect(asked).toEqual([{ path, method, body, type: body ? json : null }])
  })

  it('answers with the value and the number of the event that it reaches to', async () => {
    const headers = { 'X-Wheelhouse-Seq': 'epoch1-12' }
    const { client } = setUp(() => Response.json([], { headers }))
    expect(await client.call('sessions.messages', { id: ID })).toEqual({ value: [], seq: 12 })
    const bare = setUp(() => Response.json([]))
    expect(await bare.client.call('sessions.list', {})).toEqual({ value: [], seq: undefined })
  })

  it('answers with nothing where there is nothing', async () => {
    const { client } = setUp(() => new Response(null, { status: 204 }))
    expect((await client.call('sessions.delete', { id: ID })).value).toBeUndefined()
  })

  it.each([
    ['sessions.prompt', { parts: [{ type: 'text', text: 'Hi' }] }],
    ['sessions.command', { command: 'init', arguments: '' }],
    ['sessions.shell', { command: 'ls' }],
  ] as const)('of %s is done once it was taken, and leaves the stream', async (name, input) => {
    let left = false
    const body = new ReadableStream({
      cancel: () => {
        left = true
      },
    })
    const headers = { 'X-Wheelhouse-Message': 'msg_1' }
    const { client } = setUp(() => new Response(body, { headers }))
    expect(await client.call(name, { id: ID, ...input } as never)).toEqual({
      value: { messageID: 'msg_1' },
      seq: undefined,
    })
    expect(left).toBe(true)
  })
})

describe('a call over HTTP that fails', () => {
  const failing = (answer: () => Response | Promise<Response>) =>
    setUp(answer).client.call('sessions.list', {})

  it('throws the error that the listener answered with', async () => {
    const details = [{ path: 'limit', message: 'Too large' }]
    const error = { error: 'Invalid input.', code: 'invalid_input', details }
    await expect(failing(() => Response.json(error, { status: 400 }))).rejects.toMatchObject({
      name: 'AppError',
      code: 'invalid_input',
      message: 'Invalid input.',
      details,
    })
  })

  it('speaks of the browser, not of a token, when the cookie is not good', async () => {
    const error = { error: 'A valid token is missing.', code: 'unauthorized' }
    await expect(failing(() => Response.json(error, { status: 401 }))).rejects.toMatchObject({
      code: 'unauthorized',
      message: UNPAIRED,
    })
  })

  it.each<[string, () => Response | Promise<Response>, string]>([
    [
      'nobody answers',
      () => Promise.reject(new TypeError('Failed to fetch')),
      'Wheelhouse does not answer. Start it, then try again.',
    ],
    ['the answer breaks off', () => new Response('[{'), 'broke off its answer'],
    ['the refusal breaks off', () => new Response('{"err', { status: 500 }), 'broke off'],
  ])('has words for it when %s', async (_, answer, message) => {
    await expect(failing(answer)).rejects.toMatchObject({
      name: 'AppError',
      code: 'internal',
      message: expect.stringContaining(message),
    })
  })
})
