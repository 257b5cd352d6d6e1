import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { authorization, createClient, type EngineConnection, probeHealth } from './connection'

let server: Server
let connection: EngineConnection
let answer: RequestListener
let requests: IncomingMessage[]

const answerWith = (status: number, body: unknown) => {
  answer = (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
}

beforeEach(async () => {
  requests = []
  server = createServer((request, response) => {
    requests.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  connection = { url: `http://127.0.0.1:${port}`, password: 'pass:wörd' }
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

it('the engine is asked with HTTP Basic, user opencode, whatever the password', () => {
  const [scheme, encoded = ''] = authorization(connection).authorization.split(' ')
  expect(scheme).toBe('Basic')
  expect(Buffer.from(encoded, 'base64').toString()).toBe('opencode:pass:wörd')
})

describe('a health probe', () => {
  it('says the version of an engine that is well', async () => {
    answerWith(200, { healthy: true, version: '1.18.33', more: 1 })
    expect(await probeHealth(connection)).toMatchObject({ version: '1.18.33' })
    expect(requests[0]?.url).toBe('/global/health')
    expect(requests[0]?.headers.authorization).toBe(authorization(connection).authorization)
  })

  it.each<[string, number, unknown]>([
    ['refuses the password', 401, { healthy: true, version: '1' }],
    ['says that it is not well', 200, { healthy: false, version: '1' }],
    ['is something else', 200, { hello: 'world' }],
    ['says nothing', 200, undefined],
  ])('is a miss when whoever answers %s', async (_what, status, body) => {
    answerWith(status, body)
    expect(await probeHealth(connection)).toBeUndefined()
  })

  it('is a miss when the connection breaks or nobody listens', async () => {
    answer = (_request, response) => response.socket?.resetAndDestroy()
    expect(await probeHealth(connection)).toBeUndefined()
    await new Promise((resolve) => server.close(resolve))
    expect(await probeHealth(connection)).toBeUndefined()
  })

  it('ends when it is no longer wanted, although nobody answers', async () => {
    answer = () => undefined
    const unwanted = new AbortController()
    const probe = probeHealth(connection, { signal: unwanted.signal })
    unwanted.abort()
    expect(await probe).toBeUndefined()
  })
})

describe('the client', () => {
  it('sends the password with each request, and its body', async () => {
    const bodies: string[] = []
    answer = (request, response) => {
      request.on('data', (chunk) => bodies.push(String(chunk)))
      request.on('end', () => response.writeHead(200, JSON_TYPE).end('{"id":"ses_1"}'))
    }
    const { data } = await createClient(connection).session.create({ title: 'Hello' })
    expect(data).toEqual({ id: 'ses_1' })
    expect(requests[0]?.headers.authorization).toBe(authorization(connection).authorization)
    expect(bodies.map((body) => JSON.parse(body))).toEqual([{ title: 'Hello' }])
  })

  it('gives up when its caller does', async () => {
    answer = () => undefined
    const caller = new AbortController()
    const call = createClient(connection).session.list({}, { signal: caller.signal })
    caller.abort(new Error('left'))
    expect(await call).toMatchObject({ error: { message: 'left' }, response: undefined })
  })
})

const JSON_TYPE = { 'content-type': 'application/json' }
