import type { ErrorRequestHandler } from 'express'
import { AppError } from '../../shared/errors'
import { reportDefect } from '../defect'
import type { Logger } from '../logging'
import { refusal } from './input'

/** Seconds after which a client may try again while the engine starts. */
const RETRY_AFTER = '2'

/**
 * The one place where a request fails: answers every error as JSON and logs, once, what nobody
 * expected. Nothing of a stack or a path of ours reaches the client.
 */
export function createErrorHandler(log: Logger): ErrorRequestHandler {
  return (thrown: unknown, req, res, _next) => {
    // What a handler gave up because its caller had gone.
    if (res.destroyed && thrown instanceof Error && thrown.name === 'AbortError') return
    const request = `${req.method} ${req.path}`
    const error = toAppError(thrown) ?? reportDefect(thrown, request, log)
    if (thrown === error && error.status >= 500 && error.cause !== undefined) {
      log.warn(`${request} answered ${error.status} ${error.code}.`, error)
    }
    if (res.destroyed) return
    if (res.headersSent) {
      // Half an answer cannot become an error; a broken connection at least says so.
      res.destroy()
      return
    }
    if (error.status === 401) res.set('WWW-Authenticate', 'Bearer')
    if (error.status === 503) res.set('Retry-After', RETRY_AFTER)
    res.status(error.status).json(error.toRest())
  }
}

/** The AppError that says what was thrown, or undefined when it is a defect. */
function toAppError(thrown: unknown): AppError | undefined {
  if (thrown instanceof AppError) return thrown
  if (!(thrown instanceof Error)) return undefined
  // The router marks what it could not decode of a path with the status (router 2).
  if (thrown instanceof URIError && 'status' in thrown) {
    return refusal('The path is not valid percent-encoding.')
  }
  return 'type' in thrown ? bodyError(thrown.type) : undefined
}

/** What body-parser 2 means by the `type` of its errors. */
function bodyError(type: unknown): AppError | undefined {
  switch (type) {
    case 'entity.parse.failed':
      return refusal('The body is not valid JSON.')
    case 'request.size.invalid':
      return refusal('The body is not as long as Content-Length says.')
    case 'request.aborted':
      return new AppError('aborted', 'The request ended before its body did.')
    case 'entity.too.large':
      return new AppError('too_large', 'The body is larger than 32 MiB. Send less at a time.')
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new AppError('unsupported_media_type', 'Send the body as plain UTF-8 JSON.')
    default:
      return undefined
  }
}
