import { realpathSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { AppError } from '../shared/errors'
import { requireReadable } from './engine/directory-name'
import { reasonOf, remedyOf } from './file-trouble'
import { ourUid } from './owners'
import { makePrivateFolder, requireOwnedEntries, requirePrivateFolder } from './private-folder'
import { probeWriting } from './probe-writing'

// What Wheelhouse keeps there, beside what Chromium does. Each is made where it is first needed.
const FOLDERS = [
  'logs',
  'engine',
  'engine/libraries',
  'demo',
  'demo/data',
  'demo/config',
  'demo/state',
  'demo/cache',
]
/**
 * Makes sure that the user-data directory is there, can be written, and is ours alone with all that
 * Wheelhouse keeps in it: what is in it is read, run and written to as us.
 * @param uid whose it has to be; tests name another
 * @throws AppError `invalid_input` with the remedy
 */
export function prepareUserData(directory: string, uid = ourUid()): void {
  if (process.platform !== 'win32' && directory.includes(delimiter)) {
    throw new AppError(
      'invalid_input',
      `The user-data directory ${directory} has a "${delimiter}" in its path, which ends a folder's name in PATH: the engine could not be started from it. Name another with --user-data-dir.`,
    )
  }
  try {
    makePrivateFolder(directory, uid)
    probeWriting(directory)
    requireOwnedEntries(directory, uid)
    for (const name of FOLDERS) requireFolder(join(directory, name), uid)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError(
      'invalid_input',
      `The user-data directory ${directory} cannot be written: ${reasonOf(cause)}. ${remedyOf(cause, directory)}, or name another with --user-data-dir.`,
      { cause },
    )
  }
}

function requireFolder(path: string, uid: number | undefined): void {
  if (!isDirectory(path)) return
  requirePrivateFolder(path, uid)
  requireOwnedEntries(path, uid)
}

/** @throws AppError `invalid_input` with the remedy, unless the engine can work in the directory */
export function requireProject(directory: string): void {
  requireReadable(directory)
  if (isDirectory(directory)) {
    requireReadable(realpathSync(directory))
    return
  }
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
