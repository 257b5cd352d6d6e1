import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../shared/operations'
import { type Call, type Fixture, SESSION_ID, startFixture, TOKEN } from './fixture'
import { createPairing, type Pairing } from './pairing'

let pairing: Pairing
let fixture: Fixture
let origin: string
beforeAll(async () => {
  pairing = createPairing()
  fixture = await startFixture({ pairing })
  origin = fixture.server.url
})
afterAll(() => fixture.server.close())

const without = { authorization: undefined }
const pair = (body: unknown, headers: Call['headers'] = {}) =>
  fixture.ask('/api/pair', { method: 'POST', body, headers: { ...without, origin, ...headers } })
const getCookie = async () => {
  const { status, headers } = await pair({ code: pairing.createCode() })
  expect(status).toBe(204)
  return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

describe('POST /api/pair', () => {
  it('gives the cookie for a code, once', async () => {
    const code = pairing.createCode()
    const { status, text, headers } = await pair({ code })
    expect([status, text]).toEqual([204, ''])
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^wheelhouse=[\w-]+; Path=\/; HttpOnly; SameSite=Strict$/),
    ])
    expect(headers['cache-control']).toBe('no-store')
    const again = await pair({ code })
    expect(again.status).toBe(401)
    expect(again.headers['set-cookie']).toBeUndefined()
    expect(again.text).not.toContain(code)
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
    ['at a foreign Host', { code: 'x' }, { host: 'evil.example' }, 403],
    ['without a code, even with the token', {}, { authorization: `Bearer ${TOKEN}` }, 400],
  ])('refuses to pair %s', async (_, body, headers, status) => {
    const answer = await pair(body, headers)
    expect(answer.status).toBe(status)
    expect(answer.json).toEqual(expect.objectContaining({ error: expect.any(String) }))
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  it('does not take a code out of the query', async () => {
    const code = pairing.createCode()
    const answer = await fixture.ask(`/api/pair?code=${code}`, {
      method: 'POST',
      headers: { ...without, origin },
    })
    expect(answer.status).toBe(400)
    expect((await pair({ code })).status).toBe(204)
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
    const headers = { ...without, origin: bare.server.url, cookie: await getCookie() }
    const call: Call = { method: 'POST', body: { code: 'x' }, headers }
    expect((await bare.ask('/api/pair', call)).status).toBe(404)
    expect((await bare.ask('/api/sessions', { headers })).status).toBe(401)
    await bare.server.close()
  })
})

describe('the cookie', () => {
  const rows = Object.values(operations).map(({ method, path }) => ({
    method,
    path: path.replace(':id', SESSION_ID),
  }))
  const changing = rows.filter(({ method }) => method !== 'GET')

  it('opens what the token opens', async () => {
    const headers = { ...without, cookie: await getCookie() }
    expect((await fixture.ask('/api/sessions', { headers })).status).toBe(200)
    const events = await fixture.listen('/api/events', { headers })
    expect(events.res.statusCode).toBe(200)
    events.leave()
    const body = { title: 'From a browser' }
    const call: Call = { method: 'POST', body, headers: { ...headers, origin } }
    expect((await fixture.ask('/api/sessions', call)).status).toBe(201)
  })

  it('changes nothing without an Origin, which the token does not need', async () => {
    const headers = { ...without, cookie: await getCookie() }
    const before = fixture.calls.length
    for (const { method, path } of changing) {
      const answer = await fixture.ask(path, { method, headers, body: {} })
      expect([method, path, answer.status]).toEqual([method, path, 403])
    }
    expect(fixture.calls.length).toBe(before)
    const call = { method: 'POST', body: {}, headers } as const
    const both = { ...call, headers: { ...headers, authorization: `Bearer ${TOKEN}` } }
    expect((await fixture.ask('/api/sessions', both)).status).toBe(201)
  })

  it.each([
    ['a foreign page', { origin: 'http://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port, as browsers say it', { 'sec-fetch-site': 'same-site' }],
  ])('is worth nothing to %s', async (_, more) => {
    const headers = { ...without, cookie: await getCookie(), ...more }
    for (const { method, path } of rows) {
      expect((await fixture.ask(path, { method, headers })).status).toBe(403)
    }
  })

  it('that is wrong is no cookie', async () => {
    for (const cookie of ['wheelhouse=', `wheelhouse=${TOKEN}`, `${await getCookie()}x`]) {
      const headers = { ...without, cookie, origin }
      expect((await fixture.ask('/api/sessions', { headers })).status).toBe(401)
    }
  })
})

it('logs neither codes nor cookies', async () => {
  const code = pairing.createCode()
  await pair({ code })
  await pair({ code })
  const { error, warn, info, debug } = fixture.log
  const lines = [error, warn, info, debug].flatMap((level) => level.mock.calls)
  expect(JSON.stringify(lines)).not.toContain(code)
  expect(lines).toEqual([])
})
