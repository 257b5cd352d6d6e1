import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { authorization, type EngineConnection } from './connection'
import { UnfitEngine, untilHealthy } from './until-healthy'

const LONG = 60_000
const never = new AbortController().signal

let server: Server
let connection: EngineConnection
/** Answers by path, to whoever knows the password and to whoever does not. */
let known: Record<string, [status: number, body: unknown]>
let unknown: Record<string, [status: number, body: unknown]>
let arrived: () => void

const HEALTHY = { healthy: true, version: '1.18.33' }
const UNAUTHORIZED = { _tag: 'UnauthorizedError' }
const HEALTH = '/global/health'

const answer: RequestListener = ({ url = '', headers }, response) => {
  const isKnown = headers.authorization === authorization(connection).authorization
  const [status, body] = (isKnown ? known : unknown)[url] ?? [200, '<!doctype html>']
  const isPage = typeof body === 'string'
  response.writeHead(status, { 'content-type': isPage ? 'text/html' : 'application/json' })
  response.end(isPage ? body : JSON.stringify(body))
  arrived()
}

beforeEach(async () => {
  known = { [HEALTH]: [200, HEALTHY] }
  unknown = { [HEALTH]: [401, ''] }
  arrived = () => undefined
  server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  connection = { url: `http://127.0.0.1:${port}`, password: 'secret' }
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
const answers = (times: number) =>
  new Promise<void>((resolve) => {
    let left = times
    arrived = () => {
      left -= 1
      if (left === 0) resolve()
    }
  })

describe('an engine that was started', () => {
  it('is there once it answers to us alone', async () => {
    known = { [HEALTH]: [503, ''] }
    const healthy = untilHealthy(connection, never, LONG)
    await answers(2)
    known = { [HEALTH]: [200, HEALTHY] }
    expect(await healthy).toBe('1.18.33')
  })

  it('is waited for when a page is there before it', async () => {
    known = {}
    const healthy = untilHealthy(connection, never, LONG)
    await answers(4)
    known = { [HEALTH]: [200, HEALTHY] }
    expect(await healthy).toBe('1.18.33')
  })

  it.each<[string, typeof known, string]>([
    [
      'by its health',
      { '/api/health': [200, { healthy: true, version: '2.0.3', pid: 1 }] },
      'it is OpenCode 2.0.3; Wheelhouse speaks with 1.x',
    ],
    [
      'by its refusal',
      { '/api/health': [401, UNAUTHORIZED] },
      'it is OpenCode 2; Wheelhouse speaks with 1.x',
    ],
    [
      'perhaps',
      { [HEALTH]: [401, UNAUTHORIZED], '/api/health': [401, UNAUTHORIZED] },
      'it refuses the password that it was started with, and may be OpenCode 2; Wheelhouse speaks with 1.x',
    ],
  ])('is refused at once when it is version 2, %s', async (_how, said, message) => {
    known = said
    const refused = await untilHealthy(connection, never, LONG).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(UnfitEngine)
    expect(refused).toMatchObject({
      message,
      remedy: expect.stringContaining('WHEELHOUSE_ENGINE_BIN'),
    })
  })

  it('is refused when it goes by another password, or by none', async () => {
    unknown = known
    await expect(untilHealthy(connection, never, LONG)).rejects.toThrow('it asks for no password')
    known = { [HEALTH]: [401, ''] }
    const refused = untilHealthy(connection, never, LONG)
    await expect(refused).rejects.toThrow('it refuses the password that it was started with')
  })

  it.each<[string, typeof known, string]>([
    ['nobody', { [HEALTH]: [503, ''] }, 'it did not answer in time'],
    ['somebody else', {}, 'is no OpenCode engine. It answered with a web page.'],
  ])('is given up when %s answers for too long', async (_who, said, message) => {
    known = said
    await expect(untilHealthy(connection, never, 2_000)).rejects.toThrow(message)
  })

  it('is asked no longer when it has ended', async () => {
    known = {}
    const ended = new AbortController()
    const refused = expect(untilHealthy(connection, ended.signal, LONG)).rejects.toThrow('ended')
    await answers(1)
    ended.abort(new Error('ended'))
    await refused
  })
})
