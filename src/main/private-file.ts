import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { ourUid } from './owners'

/** More than any file of ours holds. */
const MOST_BYTES = 1024 * 1024
// Windows has neither; there nobody else gets into the folder.
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0
const NO_WAIT = constants.O_NONBLOCK ?? 0

/**
 * Writes a file that only we can read: whole at once, and on the disk before the promise resolves. A
 * link that stands there is replaced, not followed, and a folder is moved out of the way. (The
 * libraries that write atomically follow a link, and write through one at the name of their temporary
 * file, which can be foretold.)
 * @throws what the file system throws; then what was there stays
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const fresh = freshNameOf(path)
  try {
    // `wx` with the mode: never an existing file, or a link, whose mode would stay what it was.
    const file = await open(fresh, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    putInPlace(fresh, path)
  } catch (error) {
    // What went wrong is the first failure; a name that cannot be removed either is only in the way.
    await rm(fresh, { force: true }).catch(() => undefined)
    throw error
  }
}

/**
 * Does the same before it returns, without waiting for the disk.
 * @param mode 0o700 for what is to be run
 */
export function writePrivateFileSync(
  path: string,
  text: string,
  mode: 0o600 | 0o700 = 0o600,
): void {
  const fresh = freshNameOf(path)
  try {
    writeFileSync(fresh, text, { mode, flag: 'wx' })
    putInPlace(fresh, path)
  } catch (error) {
    removeQuietly(fresh)
    throw error
  }
}

/**
 * Makes sure that a private file holds a text. One that is as it should be is left, so a folder that
 * has become read-only does, and so does a disk that has become full.
 * @throws what the file system throws when it has to be written
 */
export function keepPrivateFileSync(path: string, text: string, mode: 0o600 | 0o700 = 0o600): void {
  if (!holds(path, text, mode)) writePrivateFileSync(path, text, mode)
}

function holds(path: string, text: string, mode: number): boolean {
  try {
    const isClosed = process.platform === 'win32' || (statSync(path).mode & 0o777) === mode
    return isClosed && readPrivateFile(path) === text
  } catch {
    // Nothing that could be used; writing it anew says why if that cannot be.
    return false
  }
}

/**
 * Reads a file of ours: a plain one, by no link, that belongs to us and that nobody else can write.
 * @returns its text, or undefined when there is none
 * @throws Error when what is there is something else, and what the file system throws
 */
export function readPrivateFile(path: string, uid = ourUid()): string | undefined {
  let file: number
  try {
    // A pipe without a writer would otherwise be waited for.
    file = openSync(path, constants.O_RDONLY | NO_FOLLOW | NO_WAIT)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    const found = fstatSync(file)
    const isOurs = uid === undefined || (found.uid === uid && (found.mode & 0o022) === 0)
    if (!isOurs || !found.isFile()) throw new Error(`${path} is not a file of ours`)
    if (found.size > MOST_BYTES) throw new Error(`${path} is larger than anything of ours`)
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

/**
 * Gives a written file its name. A folder that has it is moved away, with what is in it: whatever runs
 * as us can make one, and so keep us from handing over a password or from starting at all.
 * @throws what the file system throws
 */
function putInPlace(fresh: string, path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    renameSync(path, `${path}.${randomPart()}.moved`)
  }
  renameSync(fresh, path)
}

const freshNameOf = (path: string) => `${path}.${randomPart()}.tmp`
const randomPart = () => randomBytes(6).toString('hex')

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // What went wrong is the failure before; a name that stays is only in the way.
  }
}
