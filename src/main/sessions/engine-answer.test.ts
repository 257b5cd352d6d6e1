import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createClient, type OpencodeClient } from '../engine/connection'
import { timeLimit } from '../engine/time-limit'
import { ask, runError } from './engine-answer'

let server: Server
let client: OpencodeClient
let answer: RequestListener

/** The engine answers with this status, and with this body as JSON when there is one. */
const answerWith = (status: number, body?: unknown) => {
  answer = (_request, response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, { 'content-type': 'application/json' }).end(text)
  }
}
const WORDLESS = 'Unexpected server error. Check server logs for details.'
const askForSession = () => ask(client.session.get({ sessionID: 'ses_1' }))

beforeEach(async () => {
  server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  client = createClient({ url: `http://127.0.0.1:${port}`, password: 'x' })
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

describe('an answer of the engine', () => {
  it('is its data', async () => {
    answerWith(200, { id: 'ses_1', invented: true })
    expect(await askForSession()).toEqual({ id: 'ses_1', invented: true })
  })

  it.each([[[]], [false], [0]])('may be %j', async (body) => {
    answerWith(200, body)
    expect(await ask(client.session.abort({ sessionID: 'ses_1' }))).toEqual(body)
  })

  it('without a body is no failure', async () => {
    answerWith(204)
    const call = client.session.promptAsync({ sessionID: 'ses_1', parts: [] })
    await expect(ask(call)).resolves.not.toThrow()
  })

  it.each<[number, { data?: { message: string }; [key: string]: unknown }, string]>([
    [404, { name: 'NotFoundError', data: { message: 'Session not found: ses_1' } }, 'not_found'],
    [400, { name: 'BadRequest', data: { message: 'parts.0 is bad' } }, 'invalid_input'],
    [500, { name: 'UnknownError', data: { message: 'It broke' } }, 'engine_error'],
    [500, { _tag: 'InternalError', message: 'Deep inside' }, 'engine_error'],
    [401, { message: 'Unauthorized' }, 'engine_error'],
    [409, { _tag: 'SomeConflict', message: 'It is in the way' }, 'conflict'],
  ])('%i with %j carries the engine’s own message', async (status, body, code) => {
    answerWith(status, body)
    const message = body.data?.message ?? body.message
    await expect(askForSession()).rejects.toMatchObject({ code, message, cause: body })
  })

  it.each([
    ['nothing', undefined],
    ['no JSON', '<html>oops</html>'],
    ['an empty object', {}],
    ['an array', ['oops']],
    ['a message that is no text', { message: { deep: true } }],
    ['data that is no object', { name: 'X', data: 'oops' }],
    ['only a tag', { _tag: 'InternalServerError' }],
    ['the name of a class', { name: 'UnknownError', data: { message: 'UnknownError' } }],
    ['words that say nothing', { name: 'UnknownError', data: { message: WORDLESS } }],
  ])('500 with %s says what failed, or at least its status', async (_what, body) => {
    answerWith(500, body)
    await expect(askForSession()).rejects.toMatchObject({
      code: 'engine_error',
      message: 'The engine answered 500 and did not say why.',
    })
    const call = client.session.share({ sessionID: 'ses_1' })
    await expect(ask(call, 'It could not be shared.')).rejects.toMatchObject({
      code: 'engine_error',
      message: 'It could not be shared.',
    })
  })

  it('names the place in the engine’s log', async () => {
    answerWith(500, { name: 'UnknownError', data: { message: WORDLESS, ref: 'err_1' } })
    await expect(askForSession()).rejects.toMatchObject({ details: { ref: 'err_1' } })
  })

  it('is no stack, nor a place in the engine’s program', async () => {
    const stack = '\n    at <anonymous> (/$bunfs/root/a.js:1:2)\n    at Server.listen (/b.js:3:4)'
    answerWith(500, { name: 'UnknownError', data: { message: `Broken pipe${stack}` } })
    await expect(askForSession()).rejects.toMatchObject({ message: 'Broken pipe' })
    const error = { name: 'UnknownError', data: { message: `UnknownError: UnknownError${stack}` } }
    expect(runError(error).message).toBe('The run failed without a reason.')
  })

  it('keeps words that only look like a stack', async () => {
    const message = 'Failed to read\nat the end of the file'
    answerWith(500, { name: 'UnknownError', data: { message } })
    await expect(askForSession()).rejects.toMatchObject({ message })
  })

  it('of a session at work says what to do', async () => {
    answerWith(409, { _tag: 'SessionBusyError', message: 'Session is busy: ses_1' })
    await expect(askForSession()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Stop its run'),
    })
  })

  it('404 with nothing is still not found', async () => {
    answerWith(404)
    await expect(askForSession()).rejects.toMatchObject({ code: 'not_found' })
  })

  it('that is cut off means that the engine cannot be reached', async () => {
    answer = (_request, response) => response.socket?.resetAndDestroy()
    await expect(askForSession()).rejects.toMatchObject({ code: 'engine_unavailable' })
  })

  it('that is no JSON although it should be means the same', async () => {
    answerWith(200, '{"id":')
    await expect(askForSession()).rejects.toMatchObject({ code: 'engine_unavailable' })
  })

  it('from nobody means the same', async () => {
    await new Promise((resolve) => server.close(resolve))
    await expect(askForSession()).rejects.toMatchObject({
      code: 'engine_unavailable',
      message: expect.stringContaining('cannot be reached'),
    })
  })

  it('that did not come in time says so', async () => {
    answer = () => undefined
    const call = client.session.get({ sessionID: 'ses_1' }, { signal: timeLimit(1) })
    await expect(ask(call)).rejects.toMatchObject({ code: 'engine_timeout' })
  })

  it('that was no longer wanted is no timeout', async () => {
    answer = () => undefined
    const call = client.session.get({ sessionID: 'ses_1' }, { signal: AbortSignal.abort() })
    await expect(ask(call)).rejects.toMatchObject({ code: 'engine_unavailable' })
  })

  it('that the client throws over is a failure like any other', async () => {
    const call = Promise.reject(new TypeError('bad url'))
    await expect(ask(call)).rejects.toMatchObject({ code: 'engine_unavailable' })
  })
})

describe('the error of a run', () => {
  it('is aborted when a person stopped it', () => {
    const error = { name: 'MessageAbortedError', data: { message: 'Aborted' } }
    expect(runError(error)).toMatchObject({ code: 'aborted', message: 'The run was stopped.' })
  })

  it('is the engine’s otherwise, with its message and its kind', () => {
    const error = { name: 'ProviderAuthError', data: { providerID: 'x', message: 'Log in first' } }
    expect(runError(error)).toMatchObject({
      code: 'engine_error',
      message: 'Log in first',
      details: { name: 'ProviderAuthError' },
      cause: error,
    })
  })

  it.each([undefined, null, 'text', 7, {}, { name: 7 }])('is a sentence even for %j', (error) => {
    const { code, message, details } = runError(error)
    expect([code, message, details]).toEqual([
      'engine_error',
      'The run failed without a reason.',
      undefined,
    ])
  })
})
