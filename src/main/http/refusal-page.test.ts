import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors'
import { answerOf, type Call, type Fixture, send, startFixture, TOKEN } from './fixture'
import { createPairing } from './pairing'
import { setPage } from './refusal-page'

let fixture: Fixture
beforeAll(async () => {
  fixture = await startFixture({ pairing: createPairing() })
})
afterAll(() => fixture.server.close())

const TYPED = {
  authorization: undefined,
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
}

/** Asks as a browser does when a person opens an address. */
async function visit(path: string, { headers, ...call }: Call = {}) {
  const res = await answerOf(
    send(fixture.server.port, path, { ...call, headers: { ...TYPED, ...headers } }),
  )
  const chunks: Buffer[] = []
  for await (const chunk of res) chunks.push(chunk)
  return { status: res.statusCode, headers: res.headers, text: Buffer.concat(chunks).toString() }
}

describe('a refusal that a person sees', () => {
  it.each<[string, string, Call, number, string]>([
    [
      'a name that leads here',
      '/',
      { headers: { host: 'localhost.example:4848' } },
      403,
      'does not answer at this address',
    ],
    [
      'an IPv6 form of the address',
      '/',
      { headers: { host: '[::ffff:7f00:1]' } },
      403,
      'does not answer at this address',
    ],
    [
      'another number of the port, as over SSH',
      '/',
      { headers: { host: '127.0.0.1:9999' } },
      403,
      'ssh -L',
    ],
    [
      'a link to a route, on a page of another site',
      '/api/sessions',
      {
        headers: {
          'sec-fetch-site': 'cross-site',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'document',
        },
      },
      403,
      'does not answer at this address',
    ],
    [
      'a form of another site',
      '/api/sessions',
      { method: 'POST', body: 'a=b', headers: { origin: 'http://evil.example' } },
      403,
      'does not answer at this address',
    ],
    ['an address that is none', '/sessions', {}, 401, 'no page at this address'],
    ['an address of programs', '/api/sessions', {}, 401, 'no page at this address'],
  ])('is a page that says what to do: %s', async (_, path, call, status, words) => {
    const page = await visit(path, call)
    expect([page.status, page.headers['content-type']]).toEqual([
      status,
      'text/html; charset=utf-8',
    ])
    expect(page.text).toContain(words)
    expect(page.text).toContain(`<a href="${fixture.server.url}/">`)
    expect(page.headers).toMatchObject({
      connection: 'close',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(fixture.calls).toEqual([])
  })

  it('needs no file and no script, and may run none but its own', async () => {
    const { headers, text } = await visit('/nothing')
    const hash = (part = '') => `'sha256-${createHash('sha256').update(part).digest('base64')}'`
    const [, style] = /<style>([\s\S]*?)<\/style>/.exec(text) ?? []
    const [, script] = /<script>([\s\S]*?)<\/script>/.exec(text) ?? []
    expect(String(headers['content-security-policy']).split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash(style)}`,
      `script-src ${hash(script)}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
    expect(script).toContain('history.replaceState')
    expect(text.match(/<script/g)).toHaveLength(1)
    expect(text).not.toMatch(/ style=| src=| on\w+=/)
  })

  it('repeats nothing that the asker said', async () => {
    const path = '/<script>alert(1)</script>%3Cb%3E?q=<img>'
    for (const headers of [{}, { host: '<b>x</b>.example' }, { 'user-agent': '<i>' }]) {
      const { text } = await visit(encodeURI(path), { headers })
      expect(text).not.toMatch(/alert|<img|<b>|<i>/)
    }
  })

  it('has words for what failed inside, as text', () => {
    const set: Record<string, string> = {}
    const res = {
      type: () => ({ set: (more: Record<string, string>) => Object.assign(set, more) }),
    } as unknown as Response
    const req = { socket: { localPort: 4848 } } as Request
    const text = setPage(new AppError('internal', 'No <b>room</b> & "so on".'), req, res)
    expect(text).toContain('No &#60;b&#62;room&#60;/b&#62; &#38; &#34;so on&#34;.')
  })
})

describe('a refusal that a program reads', () => {
  it.each<[string, Record<string, string | undefined>]>([
    ['curl', { accept: '*/*' }],
    ['fetch', { accept: '*/*', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    ['an EventSource', { accept: 'text/event-stream' }],
    ['a tool without an Accept', { accept: undefined }],
    ['a tool with a wrong token', { authorization: `Bearer ${TOKEN}x` }],
  ])('stays JSON for %s', async (_, headers) => {
    const { status, headers: given, text } = await visit('/api/sessions', { headers })
    expect([status, given['content-type']]).toEqual([401, 'application/json; charset=utf-8'])
    expect(JSON.parse(text)).toMatchObject({ code: 'unauthorized' })
  })
})
