import type { z } from 'zod'

/**
 * Every way in which Wheelhouse refuses or fails, with the HTTP status that the REST door answers.
 * The same codes are used at the IPC door.
 */
export const ERROR_STATUS = {
  invalid_input: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  aborted: 409,
  too_large: 413,
  unsupported_media_type: 415,
  request_timeout: 408,
  headers_too_large: 431,
  engine_error: 500,
  internal: 500,
  engine_unavailable: 503,
  engine_timeout: 504,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** One failing place of an input: `path` is dotted (`parts.0.text`), empty for the whole. */
export type InputIssue = { path: string; message: string }

/** The error as the IPC door carries it. */
export type WireError = { code: ErrorCode; message: string; details?: unknown }

/** The error as the REST door and `event: error` frames carry it. */
export type RestError = { error: string; code: ErrorCode; details?: unknown }

/**
 * A failure that has a code and a sentence for a person.
 * What is thrown and is not an AppError is a defect and reaches clients as `internal`.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly details: unknown

  /**
   * @param code one of {@link ERROR_STATUS}
   * @param message what happened, then what to do: shown to people as it is
   * @param options `details` goes to the client, `cause` only to the log
   */
  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: unknown; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details
  }

  /** The HTTP status of the code. */
  get status(): number {
    return ERROR_STATUS[this.code]
  }

  /** The shape for IPC. */
  toWire(): WireError {
    return {
      code: this.code,
      message: this.message,
      ...(this.details === undefined ? {} : { details: this.details }),
    }
  }

  /** The shape for REST and SSE. */
  toRest(): RestError {
    const { message, ...rest } = this.toWire()
    return { error: message, ...rest }
  }

  /** Rebuilds the error that the other side of the IPC door threw. */
  static fromWire(wire: WireError): AppError {
    return new AppError(wire.code, wire.message, { details: wire.details })
  }
}

/**
 * Refuses an input for one field that no schema can check.
 * @param path of the field, dotted
 * @param message what is wrong with it, as the end of a sentence: `must be relative`
 */
export function invalidField(path: string, message: string): AppError {
  return refuseInput([{ path, message }])
}

const MOST_ISSUES = 100
const MOST_CHARACTERS = 1_000

/** Turns zod's report into an `invalid_input` error that names each failing path. */
export function invalidInput(error: z.ZodError): AppError {
  // Of a huge input everything may be wrong; the first hundred say enough.
  const issues = error.issues.slice(0, MOST_ISSUES).map((issue) => ({
    path: issue.path.map(String).join('.').slice(0, MOST_CHARACTERS),
    message: issue.message.slice(0, MOST_CHARACTERS),
  }))
  return refuseInput(issues)
}

function refuseInput(details: InputIssue[]): AppError {
  const [first] = details
  const where = first?.path ? `${first.path}: ` : ''
  return new AppError('invalid_input', `Invalid input. ${where}${first?.message ?? ''}`.trim(), {
    details,
  })
}
