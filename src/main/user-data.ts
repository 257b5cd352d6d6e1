import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { AppError } from '../shared/errors'

/**
 * Makes sure that the user-data directory is there and can be written.
 * @throws AppError `invalid_input` with the remedy
 */
export function prepareUserData(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    accessSync(directory, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new AppError(
      'invalid_input',
      `The user-data directory ${directory} cannot be written. Make it writable, or name another with --user-data-dir.`,
      { cause },
    )
  }
}

/** @throws AppError `invalid_input` with the remedy, unless the directory exists */
export function requireProject(directory: string): void {
  if (isDirectory(directory)) return
  throw new AppError(
    'invalid_input',
    `The project directory ${directory} does not exist. Create it, or name another with --project.`,
  )
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    // A file in the middle of the path, a folder that may not be entered: as good as not there.
    return false
  }
}
