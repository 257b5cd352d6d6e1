import type { EngineStatus } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'

/**
 * Puts a failure into the form in which the engine's state tells of it.
 * @param at when it happened, ms since the epoch
 */
export function lastErrorOf(error: unknown, at: number): NonNullable<EngineStatus['lastError']> {
  const message = error instanceof Error ? error.message : String(error)
  const details = error instanceof AppError ? error.details : undefined
  const output =
    typeof details === 'object' && details !== null && 'output' in details
      ? String(details.output)
      : undefined
  return { message, at, ...(output && { output }) }
}
