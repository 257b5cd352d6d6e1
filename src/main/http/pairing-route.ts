import type { RequestHandler } from 'express'
import { z } from 'zod'
import { AppError } from '../../shared/errors'
import { browserName } from './browser-name'
import { readInput } from './input'
import type { Pairing } from './pairing'

/** Where a browser exchanges its code. Open to all: whoever asks has nothing else to show. */
export const PAIR_PATH = '/api/pair'

/** Largest body of a pairing, in bytes: a stranger may send it. */
const BODY_LIMIT = 1024

const input = z.strictObject({ code: z.string().min(1).max(256) })

/**
 * Refuses, before its body is read, what cannot be a page of ours that pairs: `forbidden` without
 * an Origin (the guard has refused foreign ones), `too_large` for a body of unknown length or above
 * 1 KiB.
 */
export const guardPairing: RequestHandler = ({ headers }, _res, next) => {
  if (headers.origin === undefined) {
    throw new AppError('forbidden', 'Only a page of Wheelhouse pairs a browser.')
  }
  const isBounded = headers['transfer-encoding'] === undefined
  if (!isBounded || Number(headers['content-length'] ?? 0) > BODY_LIMIT) {
    throw new AppError('too_large', 'Send the code alone, with its length.')
  }
  next()
}

/** Answers POST /api/pair with the browser's token, which other origins cannot read. */
export const pairHandler =
  (pairing: Pairing): RequestHandler =>
  (req, res) => {
    const { code } = readInput({ method: 'POST', input }, req)
    res.json({ token: pairing.redeem(code, browserName(req.get('user-agent'))) })
  }
