import { AppError } from '../../shared/errors'

/**
 * Tells whether the engine takes a directory for another one. It undoes percent-encoding once more
 * than was put on: for `project/%2e%2e%2fprivate` it worked in `private` (opencode 1.18.33, for the
 * directory of a query, of a session, and its own). What is no such encoding it leaves alone.
 */
export function isMisread(directory: string): boolean {
  try {
    return decodeURIComponent(directory) !== directory
  } catch {
    return false
  }
}

/** The words that the engine reads as this directory, in a query. */
export const directoryForEngine = (directory: string): string => directory.replaceAll('%', '%25')

/**
 * Refuses a directory that the engine would work beside. Where we name it ourselves it is encoded,
 * but a session's own, and the one that the engine was started in, it takes from elsewhere.
 * @throws AppError `invalid_input` that names `directory`
 */
export function requireReadable(directory: string): void {
  if (!isMisread(directory)) return
  throw new AppError(
    'invalid_input',
    `The engine misreads the folder ${directory}: it takes % and two hex digits in a name for another character, and would work in another folder. Rename the folder.`,
    { details: [{ path: 'directory', message: 'has % and two hex digits in its name' }] },
  )
}
