import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createClient } from './connection'
import { patientFetch } from './patient-fetch'

let server: Server
let url: string
let answer: RequestListener
let asked: () => void
let arrived: Promise<void>

beforeEach(async () => {
  arrived = new Promise((resolve) => {
    asked = resolve
  })
  server = createServer((request, response) => {
    asked()
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

it('carries what the SDK’s client asks, and its answer', async () => {
  answer = async (request, response) => {
    const { method, headers } = request
    const said = { method, body: await text(request), authorization: headers.authorization }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(said))
  }
  const client = createClient({ url, password: 'p' })
  const { data } = await client.provider.oauth.callback(
    { providerID: 'x', code: 'é' },
    { fetch: patientFetch },
  )
  expect(data).toEqual({
    method: 'POST',
    body: '{"code":"é"}',
    authorization: `Basic ${Buffer.from('opencode:p').toString('base64')}`,
  })
})

it('carries a refusal, and an answer without a body', async () => {
  answer = (_request, response) => response.writeHead(400).end('{"name":"No"}')
  const refused = await patientFetch(new Request(`${url}/session`))
  expect([refused.status, await refused.text()]).toEqual([400, '{"name":"No"}'])
  answer = (_request, response) => response.writeHead(204).end()
  const empty = await patientFetch(new Request(`${url}/auth/x`, { method: 'DELETE' }))
  expect([empty.status, await empty.text()]).toEqual([204, ''])
})

it('ends for the reason of its signal', async () => {
  answer = () => undefined
  const controller = new AbortController()
  const reason = new DOMException('too late', 'TimeoutError')
  const waiting = patientFetch(new Request(`${url}/session`, { signal: controller.signal }))
  const outcome = waiting.catch((error: unknown) => error)
  await arrived
  controller.abort(reason)
  expect(await outcome).toMatchObject({ name: 'TimeoutError' })
})

it('ends for the reason of its signal in the middle of an answer', async () => {
  const controller = new AbortController()
  answer = (_request, response) => {
    response.writeHead(200).write('half', () => controller.abort(new Error('gone')))
  }
  const waiting = patientFetch(new Request(`${url}/session`, { signal: controller.signal }))
  await expect(waiting).rejects.toThrow('gone')
})

it('fails when nobody listens, or the connection breaks', async () => {
  answer = (request) => request.socket.resetAndDestroy()
  await expect(patientFetch(new Request(`${url}/session`))).rejects.toThrow()
})
