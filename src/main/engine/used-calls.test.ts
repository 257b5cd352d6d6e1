import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../shared/errors'
import { ask } from '../sessions/engine-answer'
import { createClient, type OpencodeClient } from './connection'
import { answerTo } from './used-calls'

let server: Server
let client: OpencodeClient
let asked: string[]
let answer: RequestListener

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  client = createClient({ url: `http://127.0.0.1:${port}`, password: 'x' })
})
afterEach(async () => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const answers =
  (status: number, type: string | undefined, body = '{}'): RequestListener =>
  (_request, response) => {
    response.writeHead(status, type ? { 'content-type': type } : {}).end(body)
  }
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (error instanceof AppError ? error.toWire() : error),
  )

/** The calls that the sources of main make, as the names of the client's methods: `session.get`. */
function callsInSources(): Set<string> {
  const calls = new Set<string>()
  for (const entry of readdirSync(MAIN, { recursive: true, encoding: 'utf8' })) {
    if (
      !/\.ts$/.test(entry) ||
      /\.(test|mocked)\.ts$|-fixture\.ts$|testing|for-tests/.test(entry)
    ) {
      continue
    }
    const source = readFileSync(join(MAIN, entry), 'utf8')
    for (const [, holder = '', rest = ''] of source.matchAll(CALL)) {
      const group = { sessions: 'session.', provider: 'provider.' }[holder] ?? ''
      const name = `${group}${rest.replaceAll(/\s+/g, '')}`
      if (methodOf(createClient(NOWHERE), name)) calls.add(name)
    }
  }
  return calls
}

const MAIN = join(import.meta.dirname, '..')
const NOWHERE = { url: 'http://127.0.0.1:1', password: '' }
const CALL =
  /\b(client|getClient|sessions|provider)(?:\(\))?\s*\.\s*([a-z]\w*(?:\s*\.\s*[a-z]\w*)*)\(/g

type Method = (input: object) => Promise<unknown>
function methodOf(of: unknown, name: string): Method | undefined {
  let [holder, found]: unknown[] = [undefined, of]
  for (const key of name.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined
    holder = found
    found = Reflect.get(found, key)
  }
  return typeof found === 'function' ? found.bind(holder) : undefined
}

it('all that main asks the engine for is among the calls that are used', async () => {
  const calls = callsInSources()
  expect(calls).toContain('session.promptAsync')
  expect(calls).toContain('provider.oauth.callback')
  const ids = { sessionID: 'ses_1', messageID: 'msg_1', requestID: 'per_1', providerID: 'x' }
  const sent: string[] = []
  vi.stubGlobal('fetch', async (input: Request) => {
    sent.push(`${input.method} ${new URL(input.url).pathname}`)
    return new Response('{}', { headers: { 'content-type': 'application/json' } })
  })
  for (const name of calls) {
    const before = sent.length
    await methodOf(createClient(NOWHERE), name)?.(ids)
    expect([name, sent.length]).toEqual([name, before + 1])
  }
})

describe('what destroys', () => {
  it.each<[string, () => Promise<{ data?: unknown; error?: unknown }>]>([
    [
      'the deletion of a worktree',
      () => client.worktree.remove({ worktreeRemoveInput: DIRECTORY }),
    ],
    ['the reset of a worktree', () => client.worktree.reset({ worktreeResetInput: DIRECTORY })],
    ['a change of the configuration', () => client.config.update({ config: {} })],
    ['a change of the global configuration', () => client.global.config.update({ config: {} })],
  ])('is never asked for: %s', async (_what, call) => {
    answer = answers(200, 'application/json')
    expect(await failureOf(ask(call()))).toMatchObject({ code: 'internal' })
    expect(asked).toEqual([])
  })

  it.each([
    ['DELETE', '/experimental/worktree'],
    ['POST', '/experimental/worktree/reset'],
    ['PATCH', '/config'],
    ['POST', '/config'],
    ['GET', '/config/'],
    ['DELETE', '/session'],
    ['GET', '/session/a/b'],
    ['POST', '/session/a/share/b'],
    ['get', '/session'],
    ['HEAD', '/session'],
  ])('is not used: %s %s', (method, path) => {
    expect(answerTo(method, path)).toBeUndefined()
  })
})

describe('an answer', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'application/problem+json'])(
    'is one when it is %s',
    async (type) => {
      answer = answers(200, type, '[]')
      expect(await ask(client.session.list({}))).toEqual([])
    },
  )

  it.each(['text/html', 'text/html;charset=utf-8', 'text/plain', undefined])(
    'is none when it is %s: the engine does not know the path',
    async (type) => {
      answer = answers(200, type, '<!doctype html>')
      expect(await failureOf(ask(client.session.list({})))).toMatchObject({
        code: 'engine_error',
        message: expect.stringMatching(/does not know GET \/session.*version/),
      })
    },
  )

  it('without a body is one', async () => {
    answer = answers(204, undefined, '')
    const call = client.session.promptAsync({ sessionID: 'ses_1', parts: [] })
    expect(await failureOf(ask(call))).toBeUndefined()
  })

  type Call = () => Promise<{ data?: unknown; error?: unknown }>
  const CALLS: Record<string, [call: Call, right: string, wrong: string[]]> = {
    'a list of sessions': [() => client.session.list({}), ' [ {"id":"ses_1"}]', ['{}', '["a"]']],
    'a list of agents': [() => client.app.agents({}), '[\n]', ['{}', '[null]', '[[]]']],
    'a list of names': [() => client.find.files({ query: 'a' }), '["a"]', ['{}', '[{}]']],
    'a session': [() => client.session.get({ sessionID: 'ses_1' }), '\n{"id":1}', ['[]', '[{}]']],
    'a new session': [() => client.session.create({}), '{}', ['[]', 'true']],
    'what is busy': [() => client.session.status({}), '{}', ['[]']],
  }
  it.each(Object.entries(CALLS))('is %s in its form, and told as none otherwise', async (_, it) => {
    const [call, right, wrong] = it
    answer = answers(200, 'application/json', right)
    expect(await ask(call())).toEqual(JSON.parse(right))
    for (const body of [...wrong, '"x"', 'null', '7', '']) {
      answer = answers(200, 'application/json', body)
      expect(await failureOf(ask(call())), body).toMatchObject({
        code: 'engine_error',
        message: expect.stringMatching(/answered \w+ \/\S+ with something else/),
      })
    }
    answer = answers(204, undefined, '')
    expect(await failureOf(ask(call()))).toMatchObject({ code: 'engine_error' })
  })

  it('that refuses keeps its status, unless it is a web page', async () => {
    answer = answers(404, 'text/plain', 'no')
    expect(await failureOf(ask(client.session.list({})))).toMatchObject({ code: 'not_found' })
    answer = answers(404, 'text/html', '<!doctype html>')
    expect(await failureOf(ask(client.session.list({})))).toMatchObject({ code: 'engine_error' })
  })
})

const DIRECTORY = { directory: '/tmp/anything' }
