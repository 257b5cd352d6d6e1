import type { ErrorRequestHandler, Request, Response } from 'express'
import { AppError } from '../../shared/errors'
import { reportDefect } from '../defect'
import type { Logger } from '../logging'
import { hasBody } from './body'
import { refusal } from './input'
import { setPage, wantsPage } from './refusal-page'

/** Seconds after which a client may try again while the engine starts. */
const RETRY_AFTER = '2'
/** Time in ms for which a client that was refused may go on sending before it is cut off. */
export const LINGER_MS = 1000

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
    // Who was refused keeps no connection: there are only so many.
    const isRefused = error.status === 401 || error.status === 403
    if (isRefused) res.set('Connection', 'close')
    // Before the status: what cannot be written as JSON is a defect, and no refusal of ours.
    const text = wantsPage(req) ? setPage(error, req, res) : setJson(error, res)
    res.status(error.status)
    if (hasBody(req) && !req.complete) answerEarly(req, res, text, isRefused)
    else res.send(text)
  }
}

function setJson(error: AppError, res: Response): string {
  res.type('json')
  return JSON.stringify(error.toRest())
}

/**
 * Answers while the body may still be coming. The answer is whole at once, and what comes is let
 * go until it ends, at the request's time limit at the latest: a connection that is closed over
 * unread bytes is reset, and the client would never read the answer (RFC 9112, 9.6). Who was
 * refused has less time.
 */
function answerEarly(req: Request, res: Response, text: string, isRefused: boolean): void {
  res.set({ Connection: 'close', 'Content-Length': `${Buffer.byteLength(text)}` })
  res.write(text)
  req.once('close', () => res.end())
  req.resume()
  if (!isRefused) return
  const timer = setTimeout(() => req.socket.destroy(), LINGER_MS)
  req.socket.once('close', () => clearTimeout(timer))
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
