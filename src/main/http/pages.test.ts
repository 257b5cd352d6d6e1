import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, type Call, type Fixture, send, startFixture } from './fixture'

const SECRET = 'beside the page'
let folder: string
let fixture: Fixture
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'wheelhouse-pages-')))
  mkdirSync(join(folder, 'page/assets'), { recursive: true })
  writeFileSync(join(folder, 'page/index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'page/assets/app-1.js'), 'start()')
  writeFileSync(join(folder, 'page/assets/app.js.map'), SECRET)
  writeFileSync(join(folder, 'page/other.html'), SECRET)
  writeFileSync(join(folder, 'secret.js'), SECRET)
  fixture = await startFixture({ pages: join(folder, 'page') })
})
afterAll(async () => {
  await fixture.server.close()
  rmSync(folder, { recursive: true })
})

/** Asks as a browser does that nobody let in yet. */
async function get(path: string, call: Call = {}) {
  const headers = { authorization: undefined, ...call.headers }
  const res = await answerOf(send(fixture.server.port, path, { ...call, headers }))
  const chunks: Buffer[] = []
  for await (const chunk of res) chunks.push(chunk)
  return { status: res.statusCode, headers: res.headers, text: Buffer.concat(chunks).toString() }
}

describe('the page', () => {
  it('is there for a browser that nobody let in yet', async () => {
    const page = await get('/', { headers: { 'sec-fetch-site': 'none' } })
    expect([page.status, page.text]).toEqual([200, '<!doctype html>'])
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    const script = await get('/assets/app-1.js', { headers: { 'sec-fetch-site': 'same-origin' } })
    expect([script.status, script.text]).toEqual([200, 'start()'])
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
  })

  it.each(['/', '/assets/app-1.js', '/assets/none.js', '/api/health', '/api/sessions', '/none'])(
    'is answered to HEAD as to GET, without a body, as all is: %s',
    async (path) => {
      const [got, headed] = [await get(path), await get(path, { method: 'HEAD' })]
      const { date: _, ...headers } = got.headers
      expect(headed).toMatchObject({ status: got.status, headers, text: '' })
    },
  )

  it('has the policy of a window’s, but for its own listener, and is stored nowhere', async () => {
    const { headers } = await get('/')
    const policy = String(headers['content-security-policy']).split('; ')
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ]),
    )
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:|connect-src 'none'/)
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    })
  })

  const followed = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

  it.each(['cross-site', 'same-site', 'same-origin', 'none'])(
    'opens for a person who followed a link, as seen from there: %s',
    async (site) => {
      const { status, text } = await get('/', { headers: { ...followed, 'sec-fetch-site': site } })
      expect([status, text]).toEqual([200, '<!doctype html>'])
    },
  )

  it.each<[string, Record<string, string>]>([
    ['a foreign Host', { host: 'evil.example' }],
    ['a foreign page', { origin: 'http://evil.example' }],
    ['a script of another site', { 'sec-fetch-site': 'cross-site' }],
    [
      'a script of another port of this machine',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' },
    ],
    [
      'a frame of another site',
      { ...followed, 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' },
    ],
    [
      'a frame of another port of this machine',
      { ...followed, 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-site' },
    ],
    ['a link at a foreign Host', { ...followed, host: 'evil.example' }],
  ])('is refused to %s', async (_, headers) => {
    expect((await get('/', { headers })).status).toBe(403)
  })

  it.each(['localhost', '[::1]'])(
    'is not at %s, whose ::1 may be another user’s, and says where it is',
    async (name) => {
      const headers = { host: `${name}:${fixture.server.port}` }
      for (const path of ['/', '/assets/app-1.js']) {
        for (const method of ['GET', 'HEAD'] as const) {
          expect((await get(path, { method, headers })).status).toBe(403)
        }
      }
      const opened = { ...headers, ...followed, 'sec-fetch-site': 'none', accept: 'text/html' }
      const { status, text } = await get('/', { headers: opened })
      expect(status).toBe(403)
      expect(text).toContain(`<a href="${fixture.server.url}/">`)
      expect(text).toContain('localhost')
    },
  )

  it('does not take the rest of the way with a link: neither its files nor a route', async () => {
    const headers = { ...followed, 'sec-fetch-site': 'cross-site' }
    for (const path of ['/assets/app-1.js', '/api/health', '/api/sessions', '//', '/?/api']) {
      const expected = path === '/?/api' ? 200 : 403
      expect([path, (await get(path, { headers })).status]).toEqual([path, expected])
    }
    expect((await get('/', { method: 'POST', headers })).status).toBe(403)
  })
})

it('is what it was when the listener began, whatever becomes of its folder', async () => {
  const root = join(folder, 'rebuilt')
  mkdirSync(join(root, 'assets'), { recursive: true })
  writeFileSync(join(root, 'index.html'), 'old')
  writeFileSync(join(root, 'assets/a b.js'), 'old()')
  const { server } = await startFixture({ pages: root })
  rmSync(root, { recursive: true })
  for (const [path, text] of [
    ['/', 'old'],
    ['/assets/a%20b.js', 'old()'],
  ] as const) {
    expect(await (await fetch(server.url + path)).text()).toBe(text)
  }
  await server.close()
})

describe('what is no file of the page', () => {
  it.each([
    '/assets/',
    '/assets/none.js',
    '/assets/app.js.map',
    '/assets/../../secret.js',
    '/assets/..%2f..%2fsecret.js',
    '/assets/%2e%2e/%2e%2e/secret.js',
    '/assets/..%5c..%5csecret.js',
    '/assets/%00',
    '/assets/%zz',
    '/assets/../api/sessions',
    '/assets/../other.txt',
  ])('is not found: %s', async (path) => {
    const { status, text } = await get(path)
    expect(status).toBe(404)
    expect(JSON.parse(text)).toMatchObject({ code: 'not_found' })
    expect(text).not.toContain(SECRET)
    expect(fixture.calls).toEqual([])
  })

  it.each(['/other.html', '/index.html', '/Assets/app-1.js', '//', '/secret.js', '/favicon.ico'])(
    'wants the token: %s',
    async (path) => {
      expect((await get(path)).status).toBe(401)
    },
  )

  it.each(['POST', 'PATCH', 'DELETE', 'OPTIONS'] as const)(
    'wants the token for %s',
    async (method) => {
      expect((await get('/', { method })).status).toBe(401)
    },
  )
})

it('is not there when the listener serves none', async () => {
  const bare = await startFixture()
  const { status } = await bare.ask('/', { headers: { authorization: undefined } })
  expect(status).toBe(404)
  await bare.server.close()
})
