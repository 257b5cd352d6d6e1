import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BODY_LIMIT, VALUES_LIMIT } from './body'
import { answerOf, type Call, type Fixture, SESSION_ID, send, startFixture, TOKEN } from './fixture'
import { closed, cross, type Row, routes, takingBody, withId } from './routes-fixture'

const paths = [...new Set(routes.map(({ path }) => path))]
const allowedOn = (path: string) => routes.flatMap((row) => (row.path === path ? row.method : []))
const withPathId = routes.filter(({ path }) => path.includes(':id'))

type Refusal = { wrong: string; status: number; code: string; call: Call }

let fixture: Fixture
beforeAll(async () => {
  fixture = await startFixture()
})
afterEach(() => {
  expect(fixture.calls).toEqual([])
  expect(fixture.hub.size).toBe(0)
  expect(fixture.log.error).not.toHaveBeenCalled()
})
afterAll(() => fixture.server.close())

async function expectRefusal(path: string, call: Call, status: number, code: string) {
  const answer = await fixture.ask(path, call)
  expect(answer.json).toEqual({
    error: expect.any(String),
    code,
    ...(code === 'invalid_input' && {
      details: expect.arrayContaining([{ path: expect.any(String), message: expect.any(String) }]),
    }),
  })
  expect(answer.status).toBe(status)
  expect(answer.text).not.toMatch(/node_modules|\.ts:|\.js:/)
  return answer
}

const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
const name = (prefix: string, [{ method, path }, { wrong }]: [Row, { wrong: string }]) =>
  `${prefix} ${method} ${path} ${wrong}`

describe('a foreign address or page is refused on every route, with the right token', () => {
  const elsewhere: { wrong: string; headers: Record<string, string> }[] = [
    { wrong: 'with a foreign Host', headers: { host: 'evil.example' } },
    { wrong: 'with a Host of another port', headers: { host: '127.0.0.1:1' } },
    { wrong: 'with a Host without a port', headers: { host: 'localhost' } },
    {
      wrong: 'with a Host that only begins like ours',
      headers: { host: '127.0.0.1.evil.example' },
    },
    { wrong: 'with a foreign Origin', headers: { origin: 'http://evil.example' } },
    { wrong: 'with an Origin of another port', headers: { origin: 'http://localhost:1' } },
    { wrong: 'with the Origin null', headers: { origin: 'null' } },
    { wrong: 'from a page of another site', headers: { 'sec-fetch-site': 'cross-site' } },
    { wrong: 'from another port of this site', headers: { 'sec-fetch-site': 'same-site' } },
  ]
  for (const [row, { wrong, headers }] of cross(routes, elsewhere)) {
    it(name('refuses', [row, { wrong }]), async () => {
      await expectRefusal(row.target, { method: row.method, headers }, 403, 'forbidden')
    })
  }

  it('refuses our own name with another scheme', async () => {
    const headers = { origin: `https://127.0.0.1:${fixture.server.port}` }
    await expectRefusal('/api/sessions', { headers }, 403, 'forbidden')
  })

  it('refuses a request target that names a host', async () => {
    await expectRefusal('http://evil.example/api/health', {}, 403, 'forbidden')
  })

  it('takes each loopback name of a program, and of a person who typed it', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      const host = `${name}:${fixture.server.port}`
      for (const headers of [{ host }, { host, 'sec-fetch-site': 'none' }]) {
        expect((await fixture.ask('/api/health', { headers })).status).toBe(200)
      }
    }
  })

  it('takes a page at 127.0.0.1 alone: at another name it may be somebody else’s', async () => {
    const at = (name: string) => `${name}:${fixture.server.port}`
    const host = at('127.0.0.1')
    const ours = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }
    expect((await fixture.ask('/api/health', { headers: ours })).status).toBe(200)
    for (const other of [at('localhost'), at('[::1]')]) {
      for (const headers of [
        { host: other, origin: `http://${other}` },
        { host, origin: `http://${other}` },
        { host: other, 'sec-fetch-site': 'same-origin' },
      ]) {
        await expectRefusal('/api/health', { headers }, 403, 'forbidden')
      }
    }
  })
})

describe('every route but health wants the token', () => {
  const tokenless: { wrong: string; authorization?: string; query?: string }[] = [
    { wrong: 'without a token' },
    { wrong: 'with a wrong token', authorization: 'Bearer not-the-token-of-here' },
    { wrong: 'with the token and more', authorization: `Bearer ${TOKEN}x` },
    { wrong: 'with an empty token', authorization: 'Bearer ' },
    { wrong: 'with another scheme', authorization: `Basic ${TOKEN}` },
    { wrong: 'with the token in the query', query: `?token=${TOKEN}&access_token=${TOKEN}` },
  ]
  for (const [row, { wrong, authorization, query = '' }] of cross(closed, tokenless)) {
    it(name('refuses', [row, { wrong }]), async () => {
      const call: Call = { method: row.method, headers: { authorization } }
      const answer = await expectRefusal(row.target + query, call, 401, 'unauthorized')
      expect(answer.headers['www-authenticate']).toBe('Bearer')
    })
  }

  it('tells nobody without the token which paths there are', async () => {
    const headers = { authorization: undefined }
    await expectRefusal('/api/nothing', { headers }, 401, 'unauthorized')
    await expectRefusal('/api/sessions', { headers, method: 'OPTIONS' }, 401, 'unauthorized')
    await expectRefusal('/api/health', { headers, method: 'POST' }, 401, 'unauthorized')
  })

  it('answers health without it, and only there', async () => {
    const headers = { authorization: undefined }
    const { status, json } = await fixture.ask('/api/health', { headers })
    expect({ status, json }).toEqual({ status: 200, json: { status: 'ok', version: '1.2.3' } })
    for (const near of ['/api/health/', '/API/health', '/api//health', '/api/sessions/../health']) {
      await expectRefusal(near, { headers }, 401, 'unauthorized')
    }
  })

  it('refuses before it reads the body', async () => {
    const req = send(fixture.server.port, '/api/sessions', {
      method: 'POST',
      headers: {
        authorization: undefined,
        'content-type': 'application/json',
        'content-length': '1000',
        expect: '100-continue',
      },
    })
    const res = await answerOf(req)
    expect(res.statusCode).toBe(401)
    req.destroy()
  })
})

describe('every route that takes a body takes a JSON object only', () => {
  const json = 'application/json'
  const wrongs: Refusal[] = [
    ...[
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
      '',
    ].map(
      (type): Refusal => ({
        wrong: `with a body of type "${type}"`,
        status: 415,
        code: 'unsupported_media_type',
        call: { body: '{}', headers: { 'content-type': type } },
      }),
    ),
    {
      wrong: 'with a compressed body',
      status: 415,
      code: 'unsupported_media_type',
      call: { body: '{}', headers: { 'content-type': json, 'content-encoding': 'gzip' } },
    },
    {
      wrong: 'with an unknown charset',
      status: 415,
      code: 'unsupported_media_type',
      call: { body: '{}', headers: { 'content-type': `${json}; charset=latin1` } },
    },
    ...['{"a":', '{} {}', "{'a':1}", 'null', '[]', '"text"', '1', '[{"title":"x"}]'].map(
      (body): Refusal => ({
        wrong: `with the body ${body}`,
        status: 400,
        code: 'invalid_input',
        call: { body },
      }),
    ),
    {
      wrong: 'with a body of more than 32 MiB',
      status: 413,
      code: 'too_large',
      // Its word is enough: nobody waits for the rest.
      call: { body: '{', headers: { 'content-length': `${BODY_LIMIT + 1}` } },
    },
    {
      wrong: 'with lists within lists, deep',
      status: 400,
      code: 'invalid_input',
      call: { body: nested(10_000) },
    },
    {
      wrong: 'with lists within lists, deeper than anybody needs',
      status: 413,
      code: 'too_large',
      call: { body: nested(100_000) },
    },
    {
      wrong: 'with objects within objects',
      status: 400,
      code: 'invalid_input',
      call: { body: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}` },
    },
    {
      wrong: 'with more values than anybody needs',
      status: 413,
      code: 'too_large',
      call: { body: `{"a":[${'0,'.repeat(VALUES_LIMIT)}0]}` },
    },
    {
      wrong: 'with a field that it does not know',
      status: 400,
      code: 'invalid_input',
      call: { body: { surprise: 1 } },
    },
    {
      wrong: 'with a prototype for a field',
      status: 400,
      code: 'invalid_input',
      call: { body: '{"__proto__":{"title":"x"}}' },
    },
  ]
  for (const [row, refusal] of cross(takingBody, wrongs)) {
    it(name('refuses', [row, refusal]), async () => {
      const { call, status, code } = refusal
      await expectRefusal(row.target, { ...call, method: row.method }, status, code)
    })
  }

  it('refuses a body that grows beyond 32 MiB without having said so', async () => {
    const req = send(fixture.server.port, '/api/sessions', {
      method: 'POST',
      headers: { 'content-length': undefined, 'transfer-encoding': 'chunked' },
      body: Buffer.alloc(BODY_LIMIT + 1, ' '),
    })
    const res = await answerOf(req)
    expect(res.statusCode).toBe(413)
    res.resume()
  })
})

describe('what the path says is checked', () => {
  const nowhere = [
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e%2f',
    '..%5c..%5cwindows',
    '%2e%2e%252fetc',
    '..',
    '%00',
    `${SESSION_ID}%00`,
    `${SESSION_ID}%0d%0aX-Header:1`,
    `${SESSION_ID}%0a`,
    `%20${SESSION_ID}`,
    '__proto__',
    '%zz',
    '%e0%a4',
    `ses_${'a'.repeat(100)}`,
  ]
  // A provider is called what its makers like.
  const unlike = ['nothing', 'ses_', 'msg_0123456789', 'constructor']
  for (const [{ method, path }, id] of cross(withPathId, [...nowhere, ...unlike])) {
    if (path.startsWith('/api/providers/') && unlike.includes(id)) continue
    it(`refuses ${method} ${path} with the id ${id}`, async () => {
      await expectRefusal(withId(path, id), { method }, 400, 'invalid_input')
    })
  }

  it('answers 404 where the id is missing', async () => {
    for (const { method, path } of withPathId) {
      await expectRefusal(withId(path, ''), { method }, 404, 'not_found')
    }
  })

  it('answers 404 to a path that is not there', async () => {
    const near = ['/api', '/', '/api/nothing', '/api/sessions/', '/api/Sessions', '/api/../api']
    for (const path of near) await expectRefusal(path, {}, 404, 'not_found')
    const body = Buffer.alloc(10, '{')
    await expectRefusal('/api/nothing', { method: 'POST', body }, 404, 'not_found')
  })
})

describe('a wrong verb is refused with Allow', () => {
  const verbs = ['GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS'] as const
  for (const path of paths) {
    const allowed = allowedOn(path)
    for (const method of verbs.filter((verb) => !allowed.some((allow) => allow === verb))) {
      it(`refuses ${method} ${path}`, async () => {
        const call = { method }
        const answer = await expectRefusal(withId(path), call, 405, 'method_not_allowed')
        expect(answer.headers.allow).toBe(allowed.join(', '))
      })
    }
  }

  it('does not answer HEAD with a stream', async () => {
    const { status, headers } = await fixture.ask('/api/events', { method: 'HEAD' })
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET' })
  })
})

it('says nothing of what it is made of, and lets no other origin read', async () => {
  const { headers } = await fixture.ask('/api/health')
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  })
  const names = Object.keys(headers)
  expect(names).not.toContain('x-powered-by')
  expect(names.filter((header) => header.startsWith('access-control-'))).toEqual([])
})
