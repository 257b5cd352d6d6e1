import { z } from 'zod'
import { AppError } from '../../shared/errors'

/** What each call of the SDK's client settles with (v2, `responseStyle: "fields"`). */
interface Answer<T> {
  data?: T | undefined
  error?: unknown
  response?: Response | undefined
}

// The engine's error bodies: `{name, data: {message}}`, `{_tag, message}` or nothing (opencode 1.18).
const EngineErrorSchema = z.looseObject({
  name: z.string().optional(),
  message: z.string().optional(),
  data: z.looseObject({ message: z.string().optional(), path: z.string().optional() }).optional(),
})

/**
 * Waits for an answer of the engine.
 * @param call one call of the SDK's client
 * @returns its data
 * @throws AppError `not_found`, `invalid_input`, `engine_unavailable`, `engine_timeout` or
 *   `engine_error`, with the engine's own message
 */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause): Answer<T> => ({ error: cause }))
  // 204 answers carry no data and no error.
  if (response?.ok && error === undefined) return data as T
  throw toAppError(error, response?.status)
}

function toAppError(error: unknown, status: number | undefined): AppError {
  if (status === undefined) {
    return isTimeout(error)
      ? new AppError('engine_timeout', 'The engine did not answer in time. Try again.', {
          cause: error,
        })
      : new AppError('engine_unavailable', 'The engine cannot be reached. Try again in a moment.', {
          cause: error,
        })
  }
  const body = EngineErrorSchema.safeParse(error).data
  const said = body?.data?.message ?? body?.message ?? `The engine answered ${status}.`
  // A broken configuration is no fault of who asked; the engine answers it with 400 too.
  const isConfig = body?.name?.startsWith('Config') ?? false
  const code =
    status === 404 ? 'not_found' : status === 400 && !isConfig ? 'invalid_input' : 'engine_error'
  const message = isConfig && body?.data?.path ? `${body.data.path}: ${said.trim()}` : said.trim()
  return new AppError(code, message, { cause: error })
}

const isTimeout = (error: unknown) => error instanceof Error && error.name === 'TimeoutError'

/** The failure that an engine's run reports, in an assistant message or a `session.error` event. */
export function runError(error: unknown): AppError {
  const body = EngineErrorSchema.safeParse(error).data
  if (body?.name === 'MessageAbortedError') {
    return new AppError('aborted', 'The run was stopped.', { cause: error })
  }
  const message = body?.data?.message ?? body?.message ?? 'The run failed without a reason.'
  return new AppError('engine_error', message, {
    cause: error,
    ...(body?.name && { details: { name: body.name } }),
  })
}
