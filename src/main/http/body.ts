import express, { type RequestHandler } from 'express'
import { AppError } from '../../shared/errors'
import { refusal } from './input'

/** Largest body in bytes (design section 6). */
export const BODY_LIMIT = 32 * 1024 * 1024

// A form of a foreign page can post anything but JSON without asking (peers' lesson 19).
const requireJson: RequestHandler = (req, _res, next) => {
  const hasBody =
    req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0
  if (hasBody && !req.is('application/json')) {
    throw new AppError('unsupported_media_type', 'Send the body as application/json.')
  }
  next()
}

const requireObject: RequestHandler = (req, _res, next) => {
  if (req.body === undefined) req.body = {}
  const { body } = req
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refusal('The body must be a JSON object.')
  }
  next()
}

/**
 * Reads a JSON body into `req.body`: an object, `{}` when there is none. Refuses what is not
 * declared as JSON, is compressed, is larger than 32 MiB, or is not an object.
 */
export const jsonBody: readonly RequestHandler[] = [
  requireJson,
  // Not inflated: nothing on loopback gains by it, and a small body could hide a huge one.
  express.json({ limit: BODY_LIMIT, inflate: false, strict: false }),
  requireObject,
]
