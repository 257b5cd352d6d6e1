import { randomBytes } from 'node:crypto'
import { AppError } from '../shared/errors'
import type { Logger } from './logging'

/**
 * What a client is told of an error that nobody expected. Logs it once, with its cause.
 * @param what names what failed, for the log
 * @returns an `internal` error whose reference leads to the log line, and which says nothing else
 */
export function reportDefect(thrown: unknown, what: string, log: Logger): AppError {
  const reference = randomBytes(4).toString('hex')
  log.error(`${what} failed unexpectedly, reference ${reference}.`, thrown)
  return new AppError(
    'internal',
    `Something went wrong in Wheelhouse. The log has more under reference ${reference}.`,
  )
}
