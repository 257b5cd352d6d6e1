import { AppError } from '../../shared/errors'

/** What a person is told of a failure: a sentence that says what to do. */
export function messageOf(error: unknown): string {
  if (error instanceof AppError) return error.message
  // A defect: the window's error event, and so the app's log, gets it with its stack.
  globalThis.reportError?.(error)
  return 'Something unexpected happened in this window. Try again, or restart Wheelhouse.'
}
