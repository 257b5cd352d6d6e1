import { closeSync, openSync, readlinkSync, type Stats, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { reasonOf, remedyOf } from '../file-trouble'
import { probeWriting } from '../probe-writing'

/** With less than this on its disk a database cannot be kept. */
const LITTLE_BYTES = 1024 * 1024

/** What to say where a disk has no room. */
export const makeRoom = (folder: string) =>
  `The disk of ${folder} is full. Make room on it, then try again.`

/**
 * Looks at what keeps a database from being used: no room, something else in its place, no right to
 * write. The engine says of none of these which it is (opencode 1.18.33).
 * @returns what it is and what to do; undefined when nothing is to be seen
 */
export function databaseTrouble(path: string): string | undefined {
  const folder = dirname(path)
  if (isFull(folder)) return makeRoom(folder)
  for (const each of [path, `${path}-wal`, `${path}-shm`]) {
    const other = otherThanFile(each, 'database')
    if (other) return other
  }
  for (const each of [folder, path, `${path}-wal`, `${path}-shm`]) {
    const trouble = writingTrouble(each)
    if (trouble) return `The engine's database cannot be used. ${trouble}`
  }
  return undefined
}

/**
 * Looks for what stands in the place of one of the engine's files and is none: a folder, a pipe, a link to
 * nowhere.
 * @param what the file is
 */
export function otherThanFile(path: string, what: string): string | undefined {
  const found = look(path)
  if (found) {
    if (found.isFile()) return undefined
    const other = found.isDirectory() ? 'A folder' : 'A pipe or a device'
    return `${other} stands where the engine's ${what} is to be, ${path}. Move it away, then try again.`
  }
  const target = linkAt(path)
  if (target === undefined) return undefined
  return `The engine's ${what} ${path} is a link to ${target}, where none can be. Put back what it led to, or remove the link, then try again.`
}

/** Undefined where nothing is, a link leads nowhere or to itself, or the way may not be gone. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/**
 * Looks at what keeps a file or a folder from being written.
 * @returns what it is and what to do; undefined when it can be written, or is not there
 */
export function writingTrouble(path: string): string | undefined {
  try {
    if (look(path)?.isDirectory()) probeWriting(path)
    else closeSync(openSync(path, 'r+'))
    return undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    return `${path} cannot be written: ${reasonOf(error)}. ${remedyOf(error, path)}, then try again.`
  }
}

function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize < LITTLE_BYTES
  } catch {
    // Not there, or not to be entered: then room is not what it lacks.
    return false
  }
}
