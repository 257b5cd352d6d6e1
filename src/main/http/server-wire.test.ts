import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, startFixture, TOKEN } from './fixture'
import { exchange, expectError, headOf, rawClient } from './raw-fixture'
import { cross, type Row, routes, takingBody } from './routes-fixture'

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

/** A request that no common client would send. */
type Wrong = [
  what: string,
  status: number,
  code: string,
  bytes: (head: string, row: Row, port: number) => string,
]

const withoutHost = (head: string) => head.replace(/Host: .*\r\n/, '')
const big = 'x'.repeat(64 * 1024)
const tooBig = 'x'.repeat(1024 * 1024)

const onEveryRoute: Wrong[] = [
  ['two Hosts, ours first', 403, 'forbidden', (head) => `${head}Host: evil.example\r\n\r\n`],
  [
    'two Hosts, ours last',
    403,
    'forbidden',
    (head) => `${head.replace('\r\n', '\r\nHost: evil.example\r\n')}\r\n`,
  ],
  ['no Host', 403, 'forbidden', (head) => `${withoutHost(head)}\r\n`],
  [
    'no Host in HTTP/1.0',
    403,
    'forbidden',
    (head) => `${withoutHost(head).replace('HTTP/1.1', 'HTTP/1.0')}\r\n`,
  ],
  [
    'an absolute target elsewhere',
    403,
    'forbidden',
    (head, { target }) => `${head.replace(target, `http://evil.example${target}`)}\r\n`,
  ],
  [
    'an absolute target here',
    403,
    'forbidden',
    (head, { target }, port) => `${head.replace(target, `http://127.0.0.1:${port}${target}`)}\r\n`,
  ],
  [
    'an authority for a target',
    400,
    'invalid_input',
    (head, { target }, port) => `${head.replace(target, `127.0.0.1:${port}`)}\r\n`,
  ],
  [
    'CONNECT',
    403,
    'forbidden',
    (head, { method, target }, port) =>
      `${head.replace(`${method} ${target}`, `CONNECT 127.0.0.1:${port}`)}\r\n`,
  ],
  [
    'a NUL in the target',
    400,
    'invalid_input',
    (head, { target }) => `${head.replace(target, `${target}\0`)}\r\n`,
  ],
  ['a NUL in a header', 400, 'invalid_input', (head) => `${head}X-Nul: a\0b\r\n\r\n`],
  ['a header without a colon', 400, 'invalid_input', (head) => `${head}nothing\r\n\r\n`],
  ['a folded header', 400, 'invalid_input', (head) => `${head}X-Fold: a\r\n b\r\n\r\n`],
  ['headers of 1 MiB', 431, 'headers_too_large', (head) => `${head}X-Big: ${tooBig}\r\n\r\n`],
  [
    'a target of 1 MiB',
    431,
    'headers_too_large',
    (head, { target }) => `${head.replace(target, `${target}?${tooBig}`)}\r\n`,
  ],
  [
    'two lengths',
    400,
    'invalid_input',
    (head) => `${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
  ],
  [
    'a length and chunks',
    400,
    'invalid_input',
    (head) => `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  ['a length below 0', 400, 'invalid_input', (head) => `${head}Content-Length: -1\r\n\r\n`],
  [
    'an unknown verb',
    400,
    'invalid_input',
    (head, { method }) => `${head.replace(method, 'SURPRISE')}\r\n`,
  ],
  [
    'a verb of others',
    405,
    'method_not_allowed',
    (head, { method }) => `${head.replace(method, 'PROPFIND')}\r\n`,
  ],
  [
    'TRACE',
    405,
    'method_not_allowed',
    (head, { method }) => `${head.replace(method, 'TRACE')}\r\n`,
  ],
  [
    'another version of HTTP',
    400,
    'invalid_input',
    (head) => `${head.replace('HTTP/1.1', 'HTTP/3.0')}\r\n`,
  ],
  [
    'an upgrade and a wrong token',
    401,
    'unauthorized',
    (head, { path }) =>
      `${head.replace(TOKEN, 'wrong')}Connection: Upgrade\r\nUpgrade: websocket\r\n${
        // Health is for all, so that is asked elsewhere.
        path === '/api/health' ? 'X-Elsewhere: 1\r\n' : ''
      }\r\n`.replace('/api/health', '/api/nothing'),
  ],
]

const json = 'Content-Type: application/json\r\n'
const chunked = `${json}Transfer-Encoding: chunked\r\n\r\n`
const onBodies: Wrong[] = [
  ['a chunk of a size that is none', 400, 'invalid_input', (head) => `${head}${chunked}zz\r\n{}`],
  [
    'a chunk longer than it says',
    400,
    'invalid_input',
    (head) => `${head}${chunked}2\r\n{"a":1}\r\n0\r\n\r\n`,
  ],
  [
    'a chunk with an extension of 64 KiB',
    413,
    'too_large',
    (head) => `${head}${chunked}2;${big}\r\n{}\r\n0\r\n\r\n`,
  ],
  [
    'a body of 10 GiB, by its own word',
    413,
    'too_large',
    (head) => `${head}${json}Content-Length: 10737418240\r\n\r\n{`,
  ],
  [
    'the promise of a body and a wrong token',
    401,
    'unauthorized',
    (head) =>
      `${head.replace(TOKEN, 'wrong')}${json}Content-Length: 9\r\nExpect: 100-continue\r\n\r\n`,
  ],
  [
    'the promise of too large a body',
    413,
    'too_large',
    (head) => `${head}${json}Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n`,
  ],
  [
    'the promise of a form',
    415,
    'unsupported_media_type',
    (head) =>
      `${head}Content-Type: text/plain\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n`,
  ],
  [
    'an unknown transfer coding',
    400,
    'invalid_input',
    (head) => `${head}${json}Transfer-Encoding: surprise\r\n\r\n`,
  ],
  [
    'a compressed transfer',
    400,
    'invalid_input',
    (head) => `${head}${json}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n\x1f\x8b\r\n0\r\n\r\n`,
  ],
  [
    'JSON that is not UTF-8',
    400,
    'invalid_input',
    (head) => `${head}${json}Content-Length: 9\r\n\r\n{"a":"\xff"}`,
  ],
]

const all = [...cross(routes, onEveryRoute), ...cross(takingBody, onBodies)]
for (const [row, [what, status, code, bytes]] of all) {
  it(`${row.method} ${row.path} refuses ${what}`, async () => {
    const { port } = fixture.server
    const request = Buffer.from(bytes(headOf(row, port), row, port), 'latin1')
    expectError(await exchange(port, request), status, code)
  })
}

describe('what is not HTTP', () => {
  const wrongs: [string, Buffer][] = [
    ['a TLS greeting', Buffer.from('16030100c8010000c40303', 'hex')],
    ['HTTP/2 by prior knowledge', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
    ['a byte', Buffer.from([0])],
    ['text', Buffer.from('hello?\n\n')],
  ]
  for (const [what, bytes] of wrongs) {
    it(`is refused: ${what}`, async () => {
      expectError(await exchange(fixture.server.port, bytes), 400, 'invalid_input')
    })
  }

  it('is refused after what was valid, which is answered', async () => {
    const { port } = fixture.server
    const client = await rawClient(port)
    const health: Row = { method: 'GET', path: '', target: '/api/health' }
    client.socket.write(`${headOf(health, port)}\r\n`)
    expect((await client.next())?.status).toBe(200)
    client.socket.write('nonsense\r\n\r\n')
    expectError(await client.next(), 400, 'invalid_input')
    expect(await client.next()).toBeUndefined()
    expect(client.broken()).toBeUndefined()
  })
})
