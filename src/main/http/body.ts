import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHandler } from 'express'
import { AppError } from '../../shared/errors'
import { refusal } from './input'

/** Largest body in bytes. */
export const BODY_LIMIT = 32 * 1024 * 1024

/**
 * Most values in a body, nested or side by side, where a string counts twice or so; the largest
 * input of the table has 10,000 strings. To parse and check the millions of values that fit into
 * 32 MiB would stop the whole app for seconds.
 */
export const VALUES_LIMIT = 50_000

/**
 * Reads a JSON body into `req.body`: an object, `{}` when there is none. Refuses what is not
 * declared as JSON, is compressed, is too large, or is not an object, as soon as that is known.
 */
export const jsonBody: RequestHandler = async (req, res, next) => {
  req.body = hasBody(req) ? await readJson(req, res) : {}
  next()
}

/** Whether a body comes with a request, of whatever kind. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

async function readJson(req: IncomingMessage, res: ServerResponse): Promise<object> {
  requireJson(req)
  if (Number(req.headers['content-length']) > BODY_LIMIT) throw tooLarge('is larger than 32 MiB')
  // Not before: who is refused need not send it (RFC 9110, 10.1.1).
  if (req.httpVersion === '1.1' && /100-continue/i.test(req.headers.expect ?? '')) {
    res.writeContinue()
  }
  const bytes = await readAll(req)
  if (bytes.length === 0) return {}
  requireFewValues(bytes)
  const body = parse(bytes)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refusal('The body must be a JSON object.')
  }
  return body
}

function requireJson({ headers }: IncomingMessage): void {
  const [type, ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';')
  // A form of a foreign page can post anything but JSON without asking.
  if (type?.trim() !== 'application/json') {
    throw new AppError('unsupported_media_type', 'Send the body as application/json.')
  }
  const charset = parameters.find((parameter) => parameter.trim().startsWith('charset'))
  const utf8 = charset === undefined || /^\s*charset="?utf-?8"?\s*$/.test(charset)
  // Not inflated: nothing on loopback gains by it, and a small body could hide a huge one.
  const plain = (headers['content-encoding'] ?? 'identity') === 'identity'
  if (!utf8 || !plain) {
    throw new AppError('unsupported_media_type', 'Send the body as plain UTF-8 JSON.')
  }
}

async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    // The connection stays, so that the refusal of a body that is too large can be read.
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      if (size > BODY_LIMIT) throw tooLarge('is larger than 32 MiB')
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('aborted', 'The request ended before its body did.', { cause })
  }
  return Buffer.concat(chunks, size)
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw refusal('The body is not valid JSON in UTF-8.')
  }
}

const [QUOTE, COMMA, BRACKET, BACKSLASH, BRACE] = [0x22, 0x2c, 0x5b, 0x5c, 0x7b]

/** Counts values as far as the limit, without parsing; whether it is JSON is not looked at. */
function requireFewValues(bytes: Buffer): void {
  let count = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte !== QUOTE && byte !== COMMA && byte !== BRACKET && byte !== BRACE) continue
    count += 1
    if (count > VALUES_LIMIT) throw tooLarge(`holds more than ${VALUES_LIMIT} values`)
    if (byte === QUOTE) at = endOfString(bytes, at)
  }
}

/** Finds the end of the string that begins here; the end of all when it has none. */
function endOfString(bytes: Buffer, start: number): number {
  let end = start
  do {
    end = bytes.indexOf(QUOTE, end + 1)
    if (end < 0) return bytes.length
  } while (isEscaped(bytes, end))
  return end
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let first = at
  while (bytes[first - 1] === BACKSLASH) first -= 1
  return (at - first) % 2 === 1
}

const tooLarge = (what: string) =>
  new AppError('too_large', `The body ${what}. Send less at a time.`)
