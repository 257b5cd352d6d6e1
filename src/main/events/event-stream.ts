import { get as getHttp, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'

/**
 * Asks for a stream of server-sent events, on a connection of its own, with Node's own client: it
 * hands a chunk over in the turn in which it arrived. `fetch` (Node 20) takes it through web streams
 * and a turn of promises first, and pauses the connection for each.
 * @param signal ends the connection, before the answer or after it
 * @returns the answer, of which nothing has been read
 * @throws what kept it from answering, or the status that it refused with
 */
export function openEventStream(
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const get = url.protocol === 'https:' ? getHttps : getHttp
  return new Promise((resolve, reject) => {
    const options = { agent: false, headers: { ...headers, accept: 'text/event-stream' }, signal }
    const request = get(url, options, (answer) => {
      const { statusCode, headers } = answer
      const isStream = headers['content-type']?.startsWith('text/event-stream')
      if (statusCode === 200 && isStream) return resolve(answer)
      answer.destroy()
      // Of a path that it does not know it answers its web app (opencode 1.18.33).
      if (statusCode === 200) return reject(new Error(`${url.pathname} is no stream of events`))
      reject(new Error(`the engine answered ${statusCode} to ${url.pathname}`))
    })
    // Also for what breaks later, which the reader of the answer hears of by itself.
    request.on('error', reject)
  })
}
