import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, startFixture, until } from './fixture'
import { createPairing } from './pairing'
import { headOf, rawClient } from './raw-fixture'

const FILE_BYTES = 8 * 1024 * 1024

let folder: string
let fixture: Fixture
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wheelhouse-ahead-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'assets/app.js'), Buffer.alloc(FILE_BYTES, ' '))
  fixture = await startFixture({ pages: folder, pairing: createPairing() })
})
afterAll(async () => {
  await fixture.server.close()
  rmSync(folder, { recursive: true })
})

const asked = (path: string, more = '') =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${fixture.server.port}\r\n${more}\r\n`
const openMany = (count: number) =>
  Promise.all(Array.from({ length: count }, () => rawClient(fixture.server.port, { reads: false })))
const held = () => process.memoryUsage().arrayBuffers

describe('a stranger', () => {
  it.each([
    ['a file of the page', () => asked('/assets/app.js')],
    ['what is open to all', () => asked('/api/health')],
    ['what is refused, with a page', () => asked('/api/sessions', 'Accept: text/html\r\n')],
    ['what is at no address of ours', () => 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
  ])('who asks a thousand times ahead is cut: %s', async (_, request) => {
    const clients = await openMany(4)
    for (const { socket } of clients) {
      socket.resume()
      socket.write(request().repeat(1_000))
    }
    await until(() => clients.every(({ socket }) => socket.closed))
    // What had been written by then: one answer, of which a large one was not even begun.
    for (const client of clients) {
      expect(client.text().match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThanOrEqual(1)
    }
    expect((await fixture.ask('/api/sessions')).status).toBe(200)
  })

  it('who does not read a file holds no copy of it', async () => {
    const before = held()
    const clients = await openMany(64)
    for (const { socket } of clients) socket.write(asked('/assets/app.js'))
    for (const { socket } of clients) {
      socket.resume()
      await until(() => socket.bytesRead > 0)
      socket.pause()
    }
    expect(held() - before).toBeLessThan(8 * FILE_BYTES)
    for (const { socket } of clients) socket.destroy()
  })

  it('may ask again once it was answered', async () => {
    const client = await rawClient(fixture.server.port)
    for (let round = 0; round < 20; round += 1) {
      client.socket.write(asked(round % 2 ? '/' : '/api/health'))
      expect((await client.next())?.status).toBe(200)
    }
    client.socket.destroy()
  })
})

it('who shows a token may ask ahead', async () => {
  const client = await rawClient(fixture.server.port)
  const request = `${headOf({ method: 'GET', target: '/api/sessions' }, fixture.server.port)}\r\n`
  client.socket.write(request.repeat(50))
  for (let answer = 0; answer < 50; answer += 1) expect((await client.next())?.status).toBe(200)
  client.socket.destroy()
})
