import { isUtf8 } from 'node:buffer'
import { join, parse, sep } from 'node:path'
import { lookup } from 'mime-types'
import type { FileContent } from '../../shared/engine-types'
import { AppError, invalidField } from '../../shared/errors'
import { FileRefused, readWithin } from '../open-within'

/** A file above this is not read, in bytes. */
const FILE_LIMIT = 5 * 1024 * 1024

/**
 * Reads a file within a directory. Symbolic links are followed, but not out of it. We read it
 * ourselves: the engine opens by name, so that what was checked can be another file by then, or a
 * pipe, for which it waits; and it trims text (opencode 1.18).
 * @param directory an absolute path that is there
 * @param path as a client names it: relative, with slashes on every system
 * @returns text exactly as it is when it is UTF-8 without a NUL, anything else as base64
 * @throws AppError `invalid_input` for a path that leads out or is no file, `not_found`, `too_large`
 */
export async function readProjectFile(directory: string, path: string): Promise<FileContent> {
  if (path.includes('\0')) throw refused('must not hold NUL')
  // On Windows it is between folders, where clients write a slash.
  if (sep !== '/' && path.includes('\\')) throw refused('must not hold a backslash')
  // On Windows a path with a drive has a root too.
  if (parse(path).root !== '') throw refused('must be relative to the directory')
  if (path.split('/').includes('..')) throw refused('must not hold ..')
  const { content } = await orRefuse(readWithin(directory, join(directory, path), FILE_LIMIT), {
    name: path,
    field: 'path',
    limit: FILE_LIMIT,
  })
  if (isUtf8(content) && !content.includes(0)) return { type: 'text', content: content.toString() }
  return {
    type: 'binary',
    content: content.toString('base64'),
    encoding: 'base64',
    mimeType: lookup(path) || 'application/octet-stream',
  }
}

/**
 * Waits for a file and says in words why it is refused.
 * @param named what a client calls it, the field of the input that does, and the most bytes
 * @throws AppError as {@link readProjectFile} does
 */
export async function orRefuse<T>(
  file: Promise<T>,
  { name, field, limit = 0 }: { name: string; field: string; limit?: number },
): Promise<T> {
  try {
    return await file
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    switch (error.refusal) {
      case 'outside':
        throw invalidField(field, 'leads out of the directory')
      case 'directory':
        throw invalidField(field, 'is a directory')
      case 'special':
        throw invalidField(field, 'is not a file')
      case 'too large':
        throw new AppError(
          'too_large',
          `The file ${name} is over ${limit / 1024 / 1024} MiB. Open it with another program.`,
        )
      case 'missing':
        throw new AppError(
          'not_found',
          `There is no file ${name} that can be read. Check the path.`,
          { cause: error },
        )
    }
  }
}

const refused = (message: string) => invalidField('path', message)
