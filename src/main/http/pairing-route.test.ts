import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../shared/operations'
import { type Call, type Fixture, SESSION_ID, startFixture, TOKEN, until } from './fixture'
import { createPairing, type Pairing } from './pairing'
import { withId } from './routes-fixture'

let pairing: Pairing
let fixture: Fixture
let origin: string
beforeAll(async () => {
  pairing = createPairing()
  fixture = await startFixture({ pairing })
  origin = fixture.server.url
})
afterEach(() => {
  for (const { id } of pairing.browsers.list()) pairing.browsers.remove(id)
})
afterAll(() => fixture.server.close())

const without = { authorization: undefined }
const createCode = () => pairing.createCode().code
const pair = (body: unknown, headers: Call['headers'] = {}) =>
  fixture.ask('/api/pair', { method: 'POST', body, headers: { ...without, origin, ...headers } })
const tokenOf = ({ json }: { json: unknown }) => (json as { token: string }).token
/** The headers of a browser that is let in. */
const paired = async () => ({
  authorization: `Bearer ${tokenOf(await pair({ code: createCode() }))}`,
})

describe('POST /api/pair', () => {
  it('gives a token for a code, once, and no cookie', async () => {
    const code = createCode()
    const { status, json, headers } = await pair(
      { code },
      { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' },
    )
    expect([status, json]).toEqual([200, { token: expect.stringMatching(/^[\w-]{43}$/) }])
    expect(headers['set-cookie']).toBeUndefined()
    expect(headers['cache-control']).toBe('no-store')
    expect(pairing.browsers.list()).toMatchObject([{ name: 'Firefox on Linux' }])
    const again = await pair({ code })
    expect(again.status).toBe(401)
    expect(again.text).toContain('used before')
    expect(again.text).not.toContain(code)
    expect(pairing.browsers.list()).toHaveLength(1)
  })

  it('lets in one of those that come with one code at once', async () => {
    const code = createCode()
    const answers = await Promise.all(Array.from({ length: 8 }, () => pair({ code })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)])
    expect(pairing.browsers.list()).toHaveLength(1)
  })

  it('takes a good code while somebody tries wrong ones', async () => {
    const code = createCode()
    const wrong = await Promise.all(
      Array.from({ length: 40 }, (_, index) => pair({ code: `WRONG-${index}` })),
    )
    expect(new Set(wrong.map(({ status }) => status))).toEqual(new Set([401]))
    expect((await pair({ code })).status).toBe(200)
  })

  it.each<[string, unknown, Call['headers'], number]>([
    ['without a code', {}, {}, 400],
    ['with a code that is none', { code: 7 }, {}, 400],
    ['with an empty code', { code: '' }, {}, 400],
    ['with more than a code', { code: 'x', token: 'y' }, {}, 400],
    ['with a list', [], {}, 400],
    ['with no JSON', '{', {}, 400],
    ['as a form', 'code=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['as a text', '{"code":"x"}', { 'content-type': 'text/plain' }, 415],
    ['with a body above 1 KiB', { code: 'x'.repeat(1024) }, {}, 413],
    [
      'with a body that does not say how long it is',
      { code: 'x' },
      { 'content-length': undefined, 'transfer-encoding': 'chunked' },
      413,
    ],
    ['without an Origin', { code: 'x' }, { origin: undefined }, 403],
    ['from a foreign page', { code: 'x' }, { origin: 'http://evil.example' }, 403],
    ['from another port', { code: 'x' }, { origin: 'http://127.0.0.1:1' }, 403],
    ['from a page of another site', { code: 'x' }, { 'sec-fetch-site': 'cross-site' }, 403],
    ['from a page of this site', { code: 'x' }, { 'sec-fetch-site': 'same-site' }, 403],
    ['at a foreign Host', { code: 'x' }, { host: 'evil.example' }, 403],
    ['without a code, even with the token', {}, { authorization: `Bearer ${TOKEN}` }, 400],
  ])('refuses to pair %s', async (_, body, headers, status) => {
    const answer = await pair(body, headers)
    expect(answer.status).toBe(status)
    expect(answer.json).toEqual(expect.objectContaining({ error: expect.any(String) }))
    expect(pairing.browsers.list()).toEqual([])
  })

  it.each(['localhost', '[::1]'])(
    'refuses a page at %s, which may be another user’s',
    async (name) => {
      const code = createCode()
      const host = origin.replace('http://127.0.0.1', name)
      for (const headers of [
        { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
        { origin: `http://${host}` },
        { host },
      ]) {
        expect((await pair({ code }, headers)).status).toBe(403)
      }
      expect((await pair({ code })).status).toBe(200)
    },
  )

  it('does not take a code out of the query', async () => {
    const code = createCode()
    const answer = await fixture.ask(`/api/pair?code=${code}`, {
      method: 'POST',
      headers: { ...without, origin },
    })
    expect(answer.status).toBe(400)
    expect((await pair({ code })).status).toBe(200)
  })

  it('is open to POST alone', async () => {
    for (const method of ['GET', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      const call = { method, headers: { ...without, origin } }
      expect((await fixture.ask('/api/pair', call)).status).toBe(401)
    }
    const call = { method: 'PATCH', headers: { origin } } as const
    expect((await fixture.ask('/api/pair', call)).headers.allow).toBe('POST')
  })

  it('is not there where no browser is let in', async () => {
    const bare = await startFixture()
    const headers = { ...(await paired()), origin: bare.server.url }
    const call: Call = { method: 'POST', body: { code: 'x' }, headers }
    expect((await bare.ask('/api/pair', call)).status).toBe(404)
    expect((await bare.ask('/api/sessions', { headers })).status).toBe(401)
    await bare.server.close()
  })
})

describe('the token of a browser', () => {
  const rows = Object.values(operations).map(({ method, path }) => ({ method, path: withId(path) }))

  it('opens what the token of this launch opens', async () => {
    const headers = await paired()
    expect((await fixture.ask('/api/sessions', { headers })).status).toBe(200)
    const events = await fixture.listen('/api/events', { headers })
    expect(events.res.statusCode).toBe(200)
    events.leave()
    const body = { title: 'From a browser' }
    const call: Call = { method: 'POST', body, headers: { ...headers, origin } }
    expect((await fixture.ask('/api/sessions', call)).status).toBe(201)
  })

  it('is worth nothing as a cookie, in the query, or as another scheme', async () => {
    const { authorization } = await paired()
    const token = authorization.slice('Bearer '.length)
    const before = fixture.calls.length
    for (const { method, path } of rows) {
      for (const headers of [
        { cookie: `wheelhouse=${token}` },
        { cookie: `wheelhouse=${TOKEN}; Authorization=${authorization}` },
        { authorization: `Basic ${token}` },
      ]) {
        const call = { method, headers: { ...without, origin, ...headers } }
        expect((await fixture.ask(path, call)).status).toBe(401)
      }
      const query = { method, headers: { ...without, origin } }
      expect((await fixture.ask(`${path}?token=${token}`, query)).status).toBe(401)
    }
    expect(fixture.calls.length).toBe(before)
  })

  it.each([
    ['a foreign page', { origin: 'http://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port, as browsers say it', { 'sec-fetch-site': 'same-site' }],
    ['a rebound name', { host: 'evil.example' }],
  ])('is worth nothing to %s', async (_, more) => {
    const headers = { ...(await paired()), ...more }
    for (const { method, path } of rows) {
      expect((await fixture.ask(path, { method, headers })).status).toBe(403)
    }
  })

  it('ends with its browser, whose streams end at once, and no other', async () => {
    const [away, stays] = [await paired(), await paired()]
    const streams = [
      await fixture.listen('/api/events', { headers: away }),
      await fixture.listen('/api/events', { headers: stays }),
    ]
    pairing.browsers.remove(pairing.browsers.list().at(-1)?.id ?? '')
    await until(() => streams[0]?.ending() === 'cut')
    expect((await fixture.ask('/api/sessions', { headers: away })).status).toBe(401)
    expect((await fixture.ask('/api/sessions', { headers: stays })).status).toBe(200)
    expect(streams[1]?.ending()).toBeUndefined()
    streams[1]?.leave()
  })
})

it('asks for no cookie, and takes none away, whatever it is sent', async () => {
  const headers = { ...(await paired()), cookie: 'wheelhouse=old; other=x' }
  const answers = [
    await fixture.ask('/api/sessions', { headers }),
    await fixture.ask(`/api/sessions/${SESSION_ID}`, { headers: { ...headers, ...without } }),
    await pair({ code: createCode() }, { cookie: 'wheelhouse=old' }),
  ]
  for (const answer of answers) expect(answer.headers['set-cookie']).toBeUndefined()
})

it('logs neither codes nor tokens', async () => {
  const code = createCode()
  const token = tokenOf(await pair({ code }))
  await pair({ code })
  await fixture.ask('/api/sessions', { headers: { authorization: `Bearer ${token}x` } })
  const { error, warn, info, debug } = fixture.log
  const lines = [error, warn, info, debug].flatMap((level) => level.mock.calls)
  expect(lines).toEqual([])
})
