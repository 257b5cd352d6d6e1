import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attachEngine } from './attach'
import { authorization, type EngineConnection, probeHealth } from './connection'

describe('attaching', () => {
  let server: Server
  let connection: EngineConnection
  let answer: RequestListener
  let arrived: () => void

  const healthy: RequestListener = (request, response) => {
    const knows = request.headers.authorization === authorization(connection).authorization
    response.writeHead(knows ? 200 : 401, { 'content-type': 'application/json' })
    response.end(knows ? '{"healthy":true,"version":"1.18.33"}' : '')
  }
  const refuse: RequestListener = (_request, response) => {
    response.writeHead(503).end()
  }
  /** Resolves with the next request. */
  const nextRequest = () =>
    new Promise<void>((resolve) => {
      arrived = resolve
    })
  const requested = (request: IncomingMessage) => {
    if (request.url === '/global/health') arrived()
  }

  beforeEach(async () => {
    answer = healthy
    arrived = () => undefined
    server = createServer((request, response) => {
      answer(request, response)
      requested(request)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    connection = { url: `http://127.0.0.1:${port}`, password: 'secret' }
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  const never = new AbortController().signal

  it('gives the engine with its version, without a process, and not gone', async () => {
    const engine = await attachEngine(connection, never)
    expect(engine).toMatchObject({ ...connection, version: '1.18.33' })
    expect(engine.pid).toBeUndefined()
    expect(engine.output()).toBe('')
    const notGone = Symbol('not gone')
    expect(await Promise.race([engine.gone, Promise.resolve(notGone)])).toBe(notGone)
  })

  it('leaves the engine alone when it is stopped', async () => {
    const engine = await attachEngine(connection, never)
    await engine.stop()
    await engine.stop('at once')
    expect(await probeHealth(connection)).toMatchObject({ version: '1.18.33' })
  })

  it('waits until the engine answers', async () => {
    answer = refuse
    let attached = false
    const attaching = attachEngine(connection, never).then(() => {
      attached = true
    })
    await nextRequest()
    await nextRequest()
    expect(attached).toBe(false)
    answer = healthy
    await attaching
  })

  it('says after a while what answers instead, once, and what comes after that', async () => {
    const said: string[] = []
    let isNews: () => void = () => undefined
    const news = () =>
      new Promise<void>((resolve) => {
        isNews = resolve
      })
    answer = (_request, response) => void response.writeHead(502).end()
    let heard = news()
    const attaching = attachEngine(connection, never, (message) => {
      said.push(message)
      isNews()
    })
    await heard
    for (let looks = 0; looks < 2; looks += 1) await nextRequest()
    heard = news()
    answer = refuse
    await heard
    answer = healthy
    await attaching
    expect(said.map((message) => /It answered \d+/.exec(message)?.[0])).toEqual([
      'It answered 502',
      'It answered 503',
    ])
    expect(said[0]).toContain(`No engine answers at ${connection.url}.`)
  })

  it('waits when nobody listens yet', async () => {
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const attaching = attachEngine(connection, never)
    expect(await probeHealth(connection)).toBeUndefined()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    expect(await attaching).toMatchObject({ version: '1.18.33' })
  })

  it('does not wait for a wrong password to become right', async () => {
    const { signal } = new AbortController()
    const attaching = attachEngine({ ...connection, password: 'wrong' }, signal)
    await expect(attaching).rejects.toMatchObject({
      code: 'engine_unavailable',
      message: expect.stringContaining('WHEELHOUSE_ENGINE_PASSWORD'),
    })
  })

  it('asks as the user who was named, at first and ever after', async () => {
    const { signal } = new AbortController()
    connection = { ...connection, username: 'bob' }
    const engine = await attachEngine(connection, signal)
    expect(authorization(engine)).toEqual(authorization(connection))
    const nobody = { url: connection.url, password: 'secret' }
    await expect(attachEngine(nobody, signal)).rejects.toMatchObject({
      message: expect.stringContaining('WHEELHOUSE_ENGINE_USERNAME'),
    })
  })

  /** Answers each path in its way, and all others with the web app, as the engine does. */
  const paths =
    (known: Record<string, [status: number, body: unknown]>): RequestListener =>
    ({ url = '' }, response) => {
      const [status, body] = known[url] ?? [200, '<!doctype html>']
      const type = body === '<!doctype html>' ? 'text/html;charset=utf-8' : 'application/json'
      response.writeHead(status, { 'content-type': type })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
  const UNAUTHORIZED = { _tag: 'UnauthorizedError' }

  it.each<[string, Record<string, [number, unknown]>, RegExp]>([
    [
      'version 2 by its health',
      { '/api/health': [200, { healthy: true, version: '2.0.1', pid: 1 }] },
      /is OpenCode 2\.0\.1; Wheelhouse speaks with 1\.x\. Start an engine of version 1/,
    ],
    [
      'version 2 by what it says of itself',
      {
        '/global/health': [404, { error: 'x' }],
        '/api/health': [404, {}],
        '/api/info': [200, { version: '2.1.0', pid: 1, urls: [], paths: {} }],
      },
      /is OpenCode 2\.1\.0;/,
    ],
    ['version 2 by its refusal', { '/api/health': [401, UNAUTHORIZED] }, /is OpenCode 2;/],
    [
      'another version at the address of the first',
      { '/global/health': [200, { healthy: true, version: '3.0.0' }] },
      /is OpenCode 3\.0\.0;/,
    ],
    ['a refusal without words', { '/global/health': [401, ''] }, /WHEELHOUSE_ENGINE_PASSWORD/],
    ['a refusal in JSON', { '/global/health': [401, UNAUTHORIZED] }, /start Wheelhouse again\.$/],
    [
      'a refusal that may be of version 2',
      { '/global/health': [401, UNAUTHORIZED], '/api/health': [401, UNAUTHORIZED] },
      /refuses the password, .* again\. It may also be OpenCode 2; Wheelhouse speaks with 1\.x\.$/,
    ],
    [
      'version 2 that says so to everybody',
      { '/global/health': [401, ''], '/api/health': [200, { healthy: true, version: '2.0.3' }] },
      /is OpenCode 2\.0\.3;/,
    ],
    [
      'a version that is no words for a person',
      {
        '/global/health': [200, { healthy: true, version: `2\u202e\u001b\n${'x'.repeat(30_000)}` }],
      },
      /is OpenCode 2x{39};/,
    ],
    ['a web page', {}, /is no OpenCode engine\. It answered with a web page\. Set WHEELHOUSE/],
    ['a page that is not there', { '/global/health': [404, 'no'] }, /It answered 404\./],
    [
      'JSON of something else',
      { '/global/health': [200, { status: 'UP' }] },
      /It answered with JSON of another form\./,
    ],
    ['no JSON', { '/global/health': [200, 'OK'] }, /It answered with no JSON\./],
    ['somebody who sends us on', { '/global/health': [302, ''] }, /It answered 302\./],
    [
      'more than an engine says',
      { '/global/health': [200, `{"healthy":true,"version":"1","more":"${'x'.repeat(100_000)}"}`] },
      /is no OpenCode engine/,
    ],
  ])('says at once what is there, when it is %s', async (_what, known, message) => {
    const answering = paths(known)
    const waited: string[] = []
    answer = (request, response) => {
      waited.push(request.url ?? '')
      answering(request, response)
    }
    const attaching = attachEngine(connection, never)
    await expect(attaching).rejects.toMatchObject({
      code: 'engine_unavailable',
      message: expect.stringMatching(message),
    })
    // Each path was asked once.
    expect(new Set(waited).size).toBe(waited.length)
  })

  it.each(['v1.18.33', '0.0.0-dev-202612010000', 'local'])(
    'takes %s for version 1',
    async (version) => {
      answer = paths({ '/global/health': [200, { healthy: true, version }] })
      expect(await attachEngine(connection, never)).toMatchObject({ version })
    },
  )

  it.each(['text/plain', 'text/html', 'application/jsonp', ''])(
    'takes nobody for an engine whose health is of type “%s”',
    async (type) => {
      answer = (_request, response) => {
        if (type) response.setHeader('content-type', type)
        response.end('{"healthy":true,"version":"1.18.33"}')
      }
      await expect(attachEngine(connection, never)).rejects.toThrow('is no OpenCode engine')
    },
  )

  it('sends no password on to where it is sent', async () => {
    answer = (request, response) => {
      if (request.url !== '/global/health') return paths({})(request, response)
      response.writeHead(302, { location: '/elsewhere' }).end()
    }
    const seen: (string | undefined)[] = []
    server.on('request', ({ url }) => seen.push(url))
    await expect(attachEngine(connection, never)).rejects.toThrow('302')
    expect(seen).not.toContain('/elsewhere')
  })

  it('is given up when it is no longer wanted, also in the middle of a request', async () => {
    answer = () => undefined
    const giveUp = new AbortController()
    const refused = expect(attachEngine(connection, giveUp.signal)).rejects.toThrow('enough')
    await nextRequest()
    giveUp.abort(new Error('enough'))
    await refused
  })

  it('is given up even when the answer has just come', async () => {
    const giveUp = new AbortController()
    answer = (request, response) => {
      healthy(request, response)
      giveUp.abort(new Error('enough'))
    }
    await expect(attachEngine(connection, giveUp.signal)).rejects.toThrow('enough')
  })
})
