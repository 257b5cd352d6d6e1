import type { Logger } from './logging'

/** What quitting may take in all; then the app exits anyway. */
export const QUIT_LIMIT_MS = 8_000

export interface QuitOptions {
  /** Stops every part and resolves when all is gone. */
  stop: () => Promise<void>
  /** Ends the process. */
  exit: (code: number) => void
  log: Logger
  limitMs?: number
}

/**
 * The one way out: whatever asks to quit, and however often, parts are stopped once and awaited.
 * @returns asks to quit with an exit code; the first code that is not zero wins
 */
export function createQuit({ stop, exit, log, limitMs = QUIT_LIMIT_MS }: QuitOptions) {
  let asked = false
  let exitCode = 0

  return (code = 0): void => {
    exitCode ||= code
    if (asked) return
    asked = true
    const limit = setTimeout(() => {
      log.error(`Stopping took longer than ${limitMs} ms; exiting anyway.`)
      exit(exitCode || 1)
    }, limitMs)
    stop()
      .catch((error) => {
        log.error('A part did not stop cleanly.', error)
        exitCode ||= 1
      })
      .finally(() => {
        clearTimeout(limit)
        exit(exitCode)
      })
  }
}
