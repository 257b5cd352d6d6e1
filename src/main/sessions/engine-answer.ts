import { z } from 'zod'
import { engineWords, knownFailure } from '../../shared/engine-words'
import { AppError } from '../../shared/errors'

/** What each call of the SDK's client settles with (v2, `responseStyle: "fields"`). */
interface Answer<T> {
  data?: T | undefined
  error?: unknown
  response?: Response | undefined
}

// The engine's error bodies: `{name, data: {message}}`, `{_tag, message}`, either without a message,
// or nothing (opencode 1.18). `ref` names what its log says of it.
const EngineErrorSchema = z.looseObject({
  name: z.string().optional(),
  _tag: z.string().optional(),
  message: z.string().optional(),
  data: z
    .looseObject({
      message: z.string().optional(),
      path: z.string().optional(),
      ref: z.string().optional(),
      // Of a configuration: what is wrong, and where in it.
      issues: z
        .array(z.looseObject({ path: z.array(z.unknown()), message: z.string() }))
        .optional(),
    })
    .optional(),
})
type EngineError = z.infer<typeof EngineErrorSchema>

/**
 * Waits for an answer of the engine.
 * @param call one call of the SDK's client
 * @param failed what to tell a person when the engine fails without saying why
 * @returns its data
 * @throws AppError `not_found`, `invalid_input`, `conflict`, `engine_unavailable`,
 *   `engine_timeout` or `engine_error`, with the engine's own message
 */
export async function ask<T>(call: Promise<Answer<T>>, failed?: string): Promise<T> {
  const { data, error, response } = await call.catch((cause): Answer<T> => ({ error: cause }))
  // 204 answers carry no data and no error.
  if (response?.ok && error === undefined) return data as T
  throw response ? refusal(error, response.status, failed) : unanswered(error)
}

function unanswered(cause: unknown): AppError {
  // Said before it was sent, or of an answer that was none.
  if (cause instanceof AppError) return cause
  return cause instanceof Error && cause.name === 'TimeoutError'
    ? new AppError('engine_timeout', 'The engine did not answer in time. Try again.', { cause })
    : new AppError('engine_unavailable', 'The engine cannot be reached. Try again in a moment.', {
        cause,
      })
}

function refusal(cause: unknown, status: number, failed: string | undefined): AppError {
  const body = EngineErrorSchema.safeParse(cause).data
  if (body?._tag === 'SessionBusyError') return sessionBusy(cause)
  const said =
    wordsOf(body) ??
    issuesOf(body) ??
    failed ??
    `The engine answered ${status} and did not say why.`
  // A broken configuration is no fault of who asked; the engine answers it with 400 too.
  const isConfig = body?.name?.startsWith('Config') ?? false
  const message = isConfig && body?.data?.path ? `${body.data.path}: ${said}` : said
  const ref = body?.data?.ref
  return new AppError(isConfig ? 'engine_error' : codeOf(status), message, {
    cause,
    ...(ref && { details: { ref } }),
  })
}

const codeOf = (status: number) => {
  switch (status) {
    case 400:
      return 'invalid_input'
    case 404:
      return 'not_found'
    case 409:
      return 'conflict'
    default:
      return 'engine_error'
  }
}

/** A session that cannot do what is asked of it while it is at work. */
export const sessionBusy = (cause?: unknown) =>
  new AppError(
    'conflict',
    'The session is busy. Stop its run or wait until it has ended, then try again.',
    { cause },
  )

/** The engine's own words, without a stack; undefined when it has none. */
function wordsOf(body: EngineError | undefined): string | undefined {
  return engineWords(body?.data?.message ?? body?.message ?? '') || undefined
}

const issuesOf = (body: EngineError | undefined) =>
  body?.data?.issues
    ?.slice(0, 3)
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ') || undefined

// Of what a tool or a provider said that is not for us to read: only errors that have no class.
const knownFailureOf = (body: EngineError | undefined) =>
  body?.name === 'UnknownError' ? knownFailure(body.data?.message ?? '') : undefined

/** The failure that an engine's run reports, in an assistant message or a `session.error` event. */
export function runError(error: unknown): AppError {
  const body = EngineErrorSchema.safeParse(error).data
  if (body?.name === 'MessageAbortedError') {
    return new AppError('aborted', 'The run was stopped.', { cause: error })
  }
  const said = knownFailureOf(body) ?? wordsOf(body) ?? 'The run failed without a reason.'
  return new AppError('engine_error', said, {
    cause: error,
    ...(body?.name && { details: { name: body.name } }),
  })
}
