import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'

/** Why a file is not read. */
export type Refusal = 'missing' | 'outside' | 'directory' | 'special' | 'too large'

/** What {@link readWithin} has read. */
export interface FileWithin {
  content: Buffer
  /** Of the real file, relative to the real folder. */
  path: string
}

/** A file that is not read, and why. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused'
  readonly refusal: Refusal

  constructor(refusal: Refusal, cause?: unknown) {
    super(`the file is not read: ${refusal}`, { cause })
    this.refusal = refusal
  }
}

// Windows has neither; there no file of a folder is a pipe, and few people may make links.
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants

/**
 * Reads a file within a folder. Links are followed, but not out of it. What is opened is looked at
 * by its descriptor, because whoever can write there can put a link or a pipe in its place between a
 * look and a read; and nothing is waited for.
 * @param folder an absolute path that is there
 * @param file an absolute path
 * @param limit most bytes
 * @throws FileRefused
 */
export const readWithin = (folder: string, file: string, limit: number): Promise<FileWithin> =>
  withFile(folder, file, async (handle, path) => {
    if ((await handle.stat()).size > limit) throw new FileRefused('too large')
    return { content: await readUpTo(handle, limit), path }
  })

/**
 * Looks, by the same rules, whether a file is there for somebody else to read.
 * @throws FileRefused
 */
export const requireWithin = (folder: string, file: string): Promise<void> =>
  withFile(folder, file, async () => undefined)

async function withFile<T>(
  folder: string,
  file: string,
  use: (handle: FileHandle, path: string) => Promise<T>,
): Promise<T> {
  const root = await realpath(folder).catch(missing)
  const real = await realpath(file).catch(missing)
  if (!isWithin(root, real)) throw new FileRefused('outside')
  // Opening alone can do something to a device.
  requireFile(await lstat(real).catch(missing))
  const handle = await open(real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(missing)
  try {
    requireFile(await handle.stat())
    const opened = await placeOf(handle, real)
    if (!isWithin(root, opened)) throw new FileRefused('outside')
    return await use(handle, relative(root, opened))
  } finally {
    await handle.close()
  }
}

function requireFile(info: Stats): void {
  if (info.isDirectory()) throw new FileRefused('directory')
  if (!info.isFile()) throw new FileRefused('special')
}

/** Whether the real path is the folder or in it. */
export function isWithin(root: string, real: string): boolean {
  const path = relative(root, real)
  return !isAbsolute(path) && path !== '..' && !path.startsWith(`..${sep}`)
}

/** Where an open file is: a folder on its way may have become a link since the way was looked at. */
async function placeOf(handle: FileHandle, real: string): Promise<string> {
  if (process.platform === 'linux') {
    const place = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined)
    if (place?.startsWith(sep)) return place.replace(/ \(deleted\)$/, '')
  }
  const [opened, place] = [await handle.stat(), await realpath(real).catch(missing)]
  const there = await lstat(place).catch(missing)
  if (opened.dev !== there.dev || opened.ino !== there.ino) throw new FileRefused('missing')
  return place
}

/** It may grow while it is read. */
async function readUpTo(handle: FileHandle, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let length = 0; ; ) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(PIECE), 0, PIECE, null)
    if (bytesRead === 0) return Buffer.concat(pieces)
    length += bytesRead
    if (length > limit) throw new FileRefused('too large')
    pieces.push(buffer.subarray(0, bytesRead))
  }
}

const PIECE = 64 * 1024

function missing(cause: unknown): never {
  throw new FileRefused('missing', cause)
}
