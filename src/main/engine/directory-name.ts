import { sep } from 'node:path'
import { AppError } from '../../shared/errors'

/**
 * Tells whether the engine takes a directory for another one. It undoes percent-encoding once more
 * than was put on: for `project/%2e%2e%2fprivate` it worked in `private` (opencode 1.18.33, for the
 * directory of a query, of a session, and its own). What is no such encoding it leaves alone.
 */
export function isMisread(directory: string): boolean {
  return isSplit(directory) || isDecoded(directory)
}

/** It takes a backslash for the sign between folders on every system (opencode 1.18.33). */
const isSplit = (directory: string) => sep === '/' && directory.includes('\\')

function isDecoded(directory: string): boolean {
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
 * @param directory where links lead, too: the engine follows them first
 * @throws AppError `invalid_input` that names `directory`
 */
export function requireReadable(directory: string): void {
  requireWhole(directory)
  if (!isDecoded(directory)) return
  throw misread(
    directory,
    'it takes % and two hex digits in a name for another character',
    'has % and two hex digits in its name',
  )
}

/**
 * Refuses a directory that no encoding names to the engine.
 * @throws AppError `invalid_input` that names `directory`
 */
export function requireWhole(directory: string): void {
  if (!isSplit(directory)) return
  throw misread(
    directory,
    'it takes a backslash in a name for the sign between two folders',
    'has a backslash in its name',
  )
}

const misread = (directory: string, how: string, message: string) =>
  new AppError(
    'invalid_input',
    `The engine misreads the folder ${directory}: ${how}, and would work in another folder. Rename the folder.`,
    { details: [{ path: 'directory', message }] },
  )
