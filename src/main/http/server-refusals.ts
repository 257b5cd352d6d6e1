import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError } from '../../shared/errors'
import { LINGER_MS } from './errors'
import { SAFE_HEADERS } from './guard'
import { refusal } from './input'

/**
 * Answers what never becomes a request of Express: what Node's parser refuses, what takes too
 * long to come, and CONNECT. Like every other error, as JSON.
 */
export function answerRefusals(server: Server): void {
  const answers = new WeakMap<Duplex, Set<[IncomingMessage, ServerResponse]>>()
  server.on('request', (req, res) => {
    const open = answers.get(req.socket) ?? new Set()
    const answer: [IncomingMessage, ServerResponse] = [req, res]
    answers.set(req.socket, open.add(answer))
    res.once('close', () => open.delete(answer))
  })
  const refuse = (socket: Duplex, status: number, error: AppError) => {
    // Another answer is under way, or is for a request before: this one would garble it.
    const answering = [...(answers.get(socket) ?? [])]
    const free = answering.every(([req, res]) => !req.complete && !res.headersSent)
    if (free && socket.writable) endWith(socket, textOf(status, error))
    else socket.destroy()
  }
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    refuse(socket, ...refusalOf(error.code))
  })
  server.on('connect', (_req, socket) => {
    socket.on('error', () => undefined)
    refuse(socket, 403, new AppError('forbidden', 'This server is not a proxy.'))
  })
}

/** What to say of an error of Node's parser or of its time limits. */
function refusalOf(code: string | undefined): [status: number, error: AppError] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return [431, new AppError('headers_too_large', 'The headers are larger than 1 MiB.')]
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return [413, new AppError('too_large', 'The chunk extensions are larger than 16 KiB.')]
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, new AppError('request_timeout', 'The request did not come whole in time.')]
    default:
      return [400, refusal('The request is not valid HTTP.')]
  }
}

function textOf(status: number, error: AppError): string {
  const body = JSON.stringify(error.toRest())
  const headers = {
    ...SAFE_HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n')
}

// What still comes is let go for a while: closing over unread bytes would reset the connection,
// and the client would never read the answer (RFC 9112, 9.6).
function endWith(socket: Duplex, text: string): void {
  socket.removeAllListeners('data')
  socket.on('data', () => undefined)
  socket.end(text)
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(timer))
}
