import type { ErrorRequestHandler, Request, Response } from 'express'
import { AppError } from '../../shared/errors'
import { reportDefect } from '../defect'
import type { Logger } from '../logging'
import { hasBody } from './body'
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
    const text = JSON.stringify(error.toRest())
    if (error.status === 401) res.set('WWW-Authenticate', 'Bearer')
    if (error.status === 503) res.set('Retry-After', RETRY_AFTER)
    res.status(error.status).type('json')
    if (hasBody(req) && !req.complete) answerEarly(req, res, text)
    else res.send(text)
  }
}

/**
 * Answers while the body may still be coming. The answer is whole at once, and what comes is let
 * go until it ends, at the request's time limit at the latest: a connection that is closed over
 * unread bytes is reset, and the client would never read the answer (RFC 9112, 9.6).
 */
function answerEarly(req: Request, res: Response, text: string): void {
  res.set({ Connection: 'close', 'Content-Length': `${Buffer.byteLength(text)}` })
  res.write(text)
  req.once('close', () => res.end())
  req.resume()
}

/** The AppError that says what was thrown, or undefined when it is a defect. */
function toAppError(thrown: unknown): AppError | undefined {
  if (thrown instanceof AppError) return thrown
  // The router marks what it could not decode of a path with the status (router 2).
  if (thrown instanceof URIError && 'status' in thrown) {
    return refusal('The path is not valid percent-encoding.')
  }
  return undefined
}
