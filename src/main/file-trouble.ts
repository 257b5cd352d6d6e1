import { getSystemErrorMap } from 'node:util'

const FULL = new Set(['ENOSPC', 'EDQUOT'])

/** The file system's own word for what went wrong ("no space left on device"), or the error's. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { errno } = error as NodeJS.ErrnoException
  const [, words] = (errno !== undefined && getSystemErrorMap().get(errno)) || []
  return words ?? error.message
}

/**
 * What a person can do about it.
 * @param folder where it happened
 * @returns a sentence without its end
 */
export function remedyOf(error: unknown, folder: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (FULL.has(code)) return `Make room on the disk of ${folder}`
  if (code === 'EROFS') return `Mount the file system of ${folder} for writing`
  if (code === 'ENOENT') return `Create ${folder}`
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return `Move away what stands at or above ${folder} and is no folder`
  if (code === 'EMFILE' || code === 'ENFILE') return 'Raise the limit of open files (ulimit -n)'
  return `Make ${folder} writable`
}
