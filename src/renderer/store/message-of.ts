import { AppError } from '../../shared/errors'

/** What a person is told of a failure: a sentence that says what to do. */
export function messageOf(error: unknown): string {
  if (error instanceof AppError) return error.message
  // A defect: the window's error event, and so the app's log, gets it with its stack.
  globalThis.reportError?.(error)
  return 'Something unexpected happened in this window. Try again, or restart Wheelhouse.'
}

/** What a person is told of a message that may not have been sent. Sent twice, it is said twice. */
export function notSent(error: unknown): string {
  const said = messageOf(error)
  if (!(error instanceof AppError)) return `The message was not sent. ${said}`
  const { stored } = { stored: undefined, ...(error.details as object | undefined) }
  if (stored === 'unknown') return said
  // Nothing came back on the way to the app, on which the message may have passed.
  return error.code === 'internal'
    ? `It is not known whether the message was sent: look at the session before you send it again. ${said}`
    : `The message was not sent. ${said}`
}
