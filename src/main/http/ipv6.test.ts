import { once } from 'node:events'
import { request } from 'node:http'
import { type AddressInfo, connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { answerOf, startFixture, TOKEN, until } from './fixture'

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((each) => each?.address === '::1')
const headers = { authorization: `Bearer ${TOKEN}` }

describe.skipIf(!hasIpv6)('the port of ::1', () => {
  it('is ours too, so that nobody else can have it', async () => {
    const { server, log } = await startFixture()
    for (const host of ['::1', '::']) {
      const other = createServer().listen({ host, port: server.port, ipv6Only: true })
      const [error] = await once(other, 'error')
      expect([host, error.code]).toEqual([host, 'EADDRINUSE'])
    }
    expect(log.warn).not.toHaveBeenCalled()
    await server.close()
  })

  it('is answered by the same rules', async () => {
    const { server, calls } = await startFixture()
    const { port } = server
    const ask = async (path: string, more = {}) => {
      const req = request({ host: '::1', port, path, headers: more, agent: false }).end()
      const res = await answerOf(req)
      res.resume()
      return res.statusCode
    }
    expect(await ask('/api/sessions', headers)).toBe(200)
    expect(await ask('/api/sessions')).toBe(401)
    expect(await ask('/')).toBe(403)
    expect(await ask('/api/sessions', { ...headers, host: 'evil.example' })).toBe(403)
    expect(calls).toHaveLength(1)
    await server.close()
  })

  it('is closed with the rest, streams and idle connections too', async () => {
    const { server, hub } = await startFixture({ timeouts: { close: 3_600_000 } })
    const idle = connect(server.port, '::1')
    await once(idle, 'connect')
    const stream = request({ host: '::1', port: server.port, path: '/api/events', headers }).end()
    const res = await answerOf(stream)
    res.resume()
    await until(() => hub.size === 1)
    await server.close()
    await until(() => idle.closed && res.complete)
    const late = connect(server.port, '::1')
    const [error] = await once(late, 'error')
    expect(error.code).toBe('ECONNREFUSED')
  })

  it('is told of where somebody else has it, and the listener goes on without', async () => {
    const other = createServer().listen({ host: '::1', port: 0 })
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { server, log } = await startFixture({ port })
    expect(log.warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining(`[::1]:${port}`),
      expect.anything(),
    )
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200)
    await server.close()
    other.close()
  })
})
