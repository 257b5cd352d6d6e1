import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, parse, relative, sep } from 'node:path'
import { AppError, invalidField } from '../../shared/errors'

/** A file above this is not read, in bytes. */
const FILE_LIMIT = 5 * 1024 * 1024

/**
 * Finds a file within a directory. Symbolic links are followed, but not out of it.
 * @param directory an absolute path that is there
 * @param path as a client names it: relative, with slashes on every system
 * @returns the path of the real file relative to the directory, with slashes
 * @throws AppError `invalid_input` for a path that leads out or is no file, `not_found`, `too_large`
 */
export async function findProjectFile(directory: string, path: string): Promise<string> {
  if (path.includes('\0') || path.includes('\\')) throw refused('must not hold NUL or a backslash')
  // On Windows a path with a drive has a root too.
  if (parse(path).root !== '') throw refused('must be relative to the directory')
  if (path.split('/').includes('..')) throw refused('must not hold ..')

  const root = await realpath(directory)
  const file = await realpath(join(root, path)).catch((cause: unknown) => {
    throw missing(path, cause)
  })
  const within = relative(root, file)
  if (isAbsolute(within) || within === '..' || within.startsWith(`..${sep}`)) {
    throw refused('leads out of the directory')
  }
  const found = await stat(file).catch((cause: unknown) => {
    throw missing(path, cause)
  })
  if (found.isDirectory()) throw refused('is a directory')
  // Reading a pipe or a device may never end.
  if (!found.isFile()) throw refused('is not a file')
  if (found.size > FILE_LIMIT) {
    throw new AppError(
      'too_large',
      `The file ${path} is over ${FILE_LIMIT / 1024 / 1024} MiB. Open it with another program.`,
    )
  }
  return within.split(sep).join('/')
}

const missing = (path: string, cause: unknown) =>
  new AppError('not_found', `There is no file ${path} that can be read. Check the path.`, { cause })

const refused = (message: string) => invalidField('path', message)
