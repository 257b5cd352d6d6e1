import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import {
  chmod,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  rename,
  rm,
  rmdir,
  symlink,
  unlink,
} from 'node:fs/promises'
import { bytesOf, foldersOf, type RepoPath, repoPath } from './repo-path'

/** What is at a path now, by content. */
export type FileState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly mode: number; readonly size: number; readonly hash: string }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' }
  /** A pipe, a socket, a device. */
  | { readonly kind: 'other' }

/** What stands where a file, or a folder that leads to it, is to be. */
export interface Obstacle {
  readonly path: RepoPath
  readonly kind: 'link' | 'file' | 'folder' | 'other'
}

const SLASH = Buffer.from('/')
const ABSENT: FileState = { kind: 'absent' }

/** The bytes of a path below a folder, for the file system. */
export const below = (folder: string, path: RepoPath): Buffer =>
  Buffer.concat([Buffer.from(folder), SLASH, bytesOf(path)])

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? ''
const isMissing = (error: unknown) => ['ENOENT', 'ENOTDIR'].includes(codeOf(error))

/**
 * What keeps a path from being reached by folders alone. Nothing is read or written through a link,
 * which may lead out of the project.
 */
export async function obstacleBefore(root: string, path: RepoPath): Promise<Obstacle | undefined> {
  for (const folder of foldersOf(path)) {
    const found = await lstat(below(root, folder)).catch((error) => {
      if (isMissing(error)) return undefined
      throw error
    })
    if (!found) return undefined
    if (!found.isDirectory()) return { path: folder, kind: kindOf(found) }
  }
  return undefined
}

const kindOf = (found: {
  isSymbolicLink(): boolean
  isFile(): boolean
  isDirectory(): boolean
}) => {
  if (found.isSymbolicLink()) return 'link'
  if (found.isFile()) return 'file'
  return found.isDirectory() ? 'folder' : 'other'
}

/** Looks at a path without following a link, neither there nor on the way. */
export async function stateOf(root: string, path: RepoPath): Promise<FileState> {
  if (await obstacleBefore(root, path)) return ABSENT
  const at = below(root, path)
  try {
    const found = await lstat(at)
    if (found.isSymbolicLink()) {
      return { kind: 'link', target: (await readlink(at, 'buffer')).toString('latin1') }
    }
    if (found.isDirectory()) return { kind: 'folder' }
    if (!found.isFile()) return { kind: 'other' }
    return await readFileState(at)
  } catch (error) {
    if (isMissing(error)) return ABSENT
    throw error
  }
}

/** What kind of thing is at a path, without a look into it. */
export async function kindAt(root: string, path: RepoPath): Promise<FileState['kind']> {
  if (await obstacleBefore(root, path)) return 'absent'
  try {
    return kindOf(await lstat(below(root, path)))
  } catch (error) {
    if (isMissing(error)) return 'absent'
    throw error
  }
}

// Opened without waiting and without following: between looking and opening it may have become
// a pipe or a link.
const openForReading = (at: Buffer) =>
  open(at, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))

/** The bytes of an open file, a piece at a time; each is used before the next is read. */
async function* readThrough(file: FileHandle): AsyncGenerator<Buffer> {
  const piece = Buffer.allocUnsafe(256 * 1024)
  for (;;) {
    const { bytesRead } = await file.read(piece, 0, piece.length)
    if (bytesRead === 0) return
    yield piece.subarray(0, bytesRead)
  }
}

async function readFileState(at: Buffer): Promise<FileState> {
  const file = await openForReading(at)
  try {
    const found = await file.stat()
    if (!found.isFile()) return { kind: 'other' }
    const hash = createHash('sha256')
    for await (const bytes of readThrough(file)) hash.update(bytes)
    const { mode, size } = found
    return { kind: 'file', mode: mode & 0o777, size, hash: hash.digest('hex') }
  } finally {
    await file.close()
  }
}

const isExecutable = (mode: number) => (mode & 0o100) !== 0

/** Whether two states are the same to git and to a person: content, and whether it can be run. */
export function isSame(one: FileState, other: FileState): boolean {
  if (one.kind === 'file' && other.kind === 'file') {
    return one.hash === other.hash && isExecutable(one.mode) === isExecutable(other.mode)
  }
  if (one.kind === 'link' && other.kind === 'link') return one.target === other.target
  return one.kind === other.kind
}

/** Copies a regular file to a new one. @throws when either is anything else */
export async function copyFile(from: Buffer, to: Buffer, mode: number): Promise<void> {
  const source = await openForReading(from)
  try {
    if (!(await source.stat()).isFile()) throw new Error('it is no regular file any more')
    const copy = await open(to, 'wx', mode)
    try {
      for await (const bytes of readThrough(source)) await copy.writeFile(bytes)
      await copy.chmod(mode)
    } finally {
      await copy.close()
    }
  } finally {
    await source.close()
  }
}

/** What is to be put at a path: a copy of a file, or a link. */
export type Replacement =
  | { readonly kind: 'file'; readonly from: Buffer; readonly mode: number }
  | { readonly kind: 'link'; readonly target: string }

/**
 * Puts a file or link where it belongs, at one go: nobody sees half of it. Folders that are missing
 * are made.
 * @throws when something stands in the way that is no file of the project
 */
export async function put(root: string, path: RepoPath, what: Replacement): Promise<void> {
  for (const folder of foldersOf(path)) {
    await mkdir(below(root, folder)).catch((error) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
  }
  if (await obstacleBefore(root, path)) throw new Error('a folder on the way is none')
  const at = below(root, path)
  const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : ''
  const name = `.wheelhouse-${randomBytes(8).toString('hex')}`
  const temporary = below(root, `${parent}${name}` as RepoPath)
  try {
    if (what.kind === 'link') await symlink(Buffer.from(what.target, 'latin1'), temporary)
    else await copyFile(what.from, temporary, what.mode)
    // Folders without files are nothing to git.
    if ((await kindAt(root, path)) === 'folder' && (await filesBelow(root, path)).length === 0) {
      await rm(at, { recursive: true })
    }
    await rename(temporary, at)
  } catch (error) {
    await unlink(temporary).catch((left) => {
      if (!isMissing(left)) throw left
    })
    throw error
  }
}

/** Removes a file or link; an empty folder too. */
export async function remove(root: string, path: RepoPath): Promise<void> {
  if (await obstacleBefore(root, path)) return
  const at = below(root, path)
  try {
    const found = await lstat(at)
    await (found.isDirectory() ? rmdir(at) : unlink(at))
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

/** Gives a file its permissions back, which git does not know but for one. */
export async function permit(root: string, path: RepoPath, mode: number): Promise<void> {
  if (await obstacleBefore(root, path)) return
  await chmod(below(root, path), mode)
}

/** The files and links below a folder; what is no folder of the project has none. */
export async function filesBelow(root: string, folder: RepoPath): Promise<RepoPath[]> {
  const entries = await readdir(below(root, folder), { withFileTypes: true, encoding: 'buffer' })
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = `${folder}/${repoPath(entry.name)}` as RepoPath
      return entry.isDirectory() ? filesBelow(root, path) : [path]
    }),
  )
  return found.flat()
}
