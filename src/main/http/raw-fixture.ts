import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect } from 'vitest'
import { RestErrorSchema } from '../../shared/error-schemas'
import { TOKEN } from './fixture'
import type { Row } from './routes-fixture'

/** What a server said, byte for byte, in one answer. */
export interface RawAnswer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

/** The first answer in a text, and what comes after it; undefined while it is not whole. */
function readAnswer(text: string, isHead: boolean): [RawAnswer, rest: string] | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [line = '', ...lines] = text.slice(0, end).split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1])
  const headers = Object.fromEntries(
    lines.map((header) => {
      const [name = '', value = ''] = header.split(/: (.*)/s)
      return [name.toLowerCase(), value]
    }),
  )
  const start = end + 4
  const length = isHead ? 0 : Number(headers['content-length'] ?? 0)
  if (text.length < start + length) return undefined
  const body = text.slice(start, start + length)
  return [{ status, headers, body }, text.slice(start + length)]
}

/** A client that writes bytes as it is told, and keeps what it reads; at once, or when resumed. */
export async function rawClient(
  port: number,
  { reads = true, allowHalfOpen = false }: { reads?: boolean; allowHalfOpen?: boolean } = {},
) {
  const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen })
  let text = ''
  let broken: NodeJS.ErrnoException | undefined
  socket.setEncoding('latin1')
  socket.on('error', (error) => {
    broken = error
  })
  socket.on('data', (chunk) => {
    text += chunk
  })
  if (!reads) socket.pause()
  await once(socket, 'connect')
  return {
    socket,
    text: () => text,
    /** What broke the connection, if it was not ended in peace. */
    broken: () => broken?.code,
    /** The next answer, or undefined when the connection ends without one. */
    async next(isHead = false): Promise<RawAnswer | undefined> {
      for (;;) {
        const read = readAnswer(text, isHead)
        if (read) {
          text = read[1]
          return read[0]
        }
        if (socket.closed || socket.readableEnded) return undefined
        const stop = new AbortController()
        const { signal } = stop
        await Promise.race(
          ['data', 'end', 'close'].map((event) => once(socket, event, { signal })),
        ).finally(() => stop.abort())
      }
    },
  }
}

/** Writes a request and returns the first answer. */
export async function exchange(port: number, request: string | Buffer) {
  const client = await rawClient(port)
  client.socket.write(request)
  const answer = await client.next()
  client.socket.destroy()
  return answer
}

/** Lines of a request with the right Host and token, without the empty line at its end. */
export const headOf = (
  { method, target }: Pick<Row, 'target'> & { method: string },
  port: number,
) => `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${TOKEN}\r\n`

/** Expects an error as designed, and that it says nothing of the inside. */
export function expectError(answer: RawAnswer | undefined, status: number, code: string) {
  expect(answer, 'an answer').toBeDefined()
  expect({ status: answer?.status, body: answer?.body }).toMatchObject({ status })
  const error = RestErrorSchema.parse(JSON.parse(answer?.body ?? ''))
  expect(error.code).toBe(code)
  expect(answer?.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  expect(answer?.body).not.toMatch(/node_modules|node:internal|\.[jt]s:/)
}
