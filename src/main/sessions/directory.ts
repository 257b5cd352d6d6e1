import { realpath, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { AppError } from '../../shared/errors'
import { requireReadable, requireWhole } from '../engine/directory-name'

/** Whether this is the absolute path of a directory that is there. */
export async function isDirectory(directory: string): Promise<boolean> {
  const found = isAbsolute(directory) ? await stat(directory).catch(() => undefined) : undefined
  return found?.isDirectory() ?? false
}

/**
 * Refuses a directory that is not there. The engine would work in it all the same (opencode 1.18).
 * @returns the directory
 * @throws AppError `invalid_input` that names `directory`; also for one that cannot be named to the engine
 */
export async function requireDirectory(directory: string): Promise<string> {
  if (await isDirectory(directory)) {
    requireWhole(directory)
    requireWhole(await realpath(directory))
    return directory
  }
  throw new AppError(
    'invalid_input',
    `The directory ${directory} does not exist. Create it, or name another.`,
    { details: [{ path: 'directory', message: 'is not an existing absolute directory' }] },
  )
}

/**
 * Refuses a directory in which the engine cannot work: before anything is begun there.
 * @returns the directory
 * @throws AppError `invalid_input` that names `directory`
 */
export async function requireWorkable(directory: string): Promise<string> {
  await requireDirectory(directory)
  requireReadable(directory)
  requireReadable(await realpath(directory))
  return directory
}
