import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { guardedFetch } from './guarded-fetch'

/**
 * A `fetch` that waits for an answer as long as its signal lets it. The built-in one gives up after
 * 300 s without a header (undici in Node 20), and a person who logs in may take longer.
 * @returns the answer; its body is read already
 * @throws whatever ended it: the signal's reason, or why there is no connection
 */
export const patientFetch = guardedFetch(async (input, init) => {
  const request = new Request(input, init)
  const { url, method, signal } = request
  const body = Buffer.from(await request.arrayBuffer())
  const send = url.startsWith('https:') ? requestHttps : requestHttp
  const headers = Object.fromEntries(request.headers)
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      send(url, { method, headers, signal, agent: false })
        .once('response', resolve)
        .once('error', reject)
        .end(body)
    })
    const content = await buffer(answer)
    const { statusCode: status = 502 } = answer
    const type = answer.headers['content-type']
    return new Response(NO_BODY.has(status) ? null : new Uint8Array(content), {
      status,
      ...(type && { headers: { 'content-type': type, 'content-length': `${content.length}` } }),
    })
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
})

const NO_BODY = new Set([204, 205, 304])
