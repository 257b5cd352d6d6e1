import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { AppError } from '../../shared/errors'

/**
 * Refuses a directory that is not there. The engine would work in it all the same (opencode 1.18).
 * @returns the directory
 * @throws AppError `invalid_input` that names `directory`
 */
export async function requireDirectory(directory: string): Promise<string> {
  const found = isAbsolute(directory) ? await stat(directory).catch(() => undefined) : undefined
  if (found?.isDirectory()) return directory
  throw new AppError(
    'invalid_input',
    `The directory ${directory} does not exist. Create it, or name another.`,
    { details: [{ path: 'directory', message: 'is not an existing absolute directory' }] },
  )
}
