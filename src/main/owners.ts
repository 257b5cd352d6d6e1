import { spawnSync } from 'node:child_process'
import { lstatSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** A list of users that is kept elsewhere may not answer, ms. */
const LOOK_UP_MS = 5_000
/** Within this what was asked of a folder is taken for what is so, ms. */
const MOMENT_MS = 2_000
/** More than `ls` prints of any folder that counts, bytes. */
const MOST_BYTES = 16 * 1024 * 1024

/** Our number to the file system; none on Windows, where a person's profile is closed by itself. */
export const ourUid = (): number | undefined => process.geteuid?.()

/**
 * Finds the number that the system's folders share with all users whom a container has no number for.
 * @returns undefined where each of them has one, or the system does
 */
export function unmappedUid(): number | undefined {
  try {
    if (!isInUserNamespace()) return undefined
    const uid = Number(readFileSync('/proc/sys/fs/overflowuid', 'utf8'))
    return lstatSync('/').uid === uid ? uid : undefined
  } catch {
    // Only Linux has either.
    return undefined
  }
}

/** Tells whether our numbers are not the machine's, as in a container: 0 need not be root then. */
export function isInUserNamespace(): boolean {
  try {
    const map = readFileSync('/proc/self/uid_map', 'utf8').trim()
    return !/^0\s+0\s+4294967295$/.test(map)
  } catch {
    // Only Linux has them.
    return false
  }
}

/** Tells whether a group is that of the system's own folders. */
export const isSystemGroup = (gid: number): boolean => gid === 0 && lstatSync('/').gid === 0

/**
 * Tells whether a group is our own and nobody else is in it, as where each person has one (Debian, Fedora).
 * @param uid ours
 */
export function isOursAlone(gid: number, uid: number): boolean {
  if (gid !== uid && gid !== process.getegid?.()) return false
  // The C library's own answer: the lists may be kept elsewhere than in /etc. By its number it finds
  // the first of several groups that share one; the whole list may leave out those kept elsewhere.
  const first = lookUp('group', String(gid))
  const groups = lookUp('group')
  const users = lookUp('passwd')
  if (!first || !groups || !users) return false
  const group = [...first, ...groups].filter(([, , number]) => number === String(gid))
  const ours = users.filter(([, , number]) => number === String(uid)).map(([name]) => name)
  const members = group.flatMap(([, , , names = '']) => names.split(',').filter(Boolean))
  if (members.some((name) => !ours.includes(name))) return false
  return users.every(([, , number, own]) => own !== String(gid) || number === String(uid))
}

/**
 * Tells whether an access control list gives somebody rights beside the owner, the group and all. Linux;
 * `ls` of GNU marks it, which busybox does not. Where nobody can be asked it has to be assumed. A folder
 * is asked about for all that is in it, and for a moment not again.
 */
export function otherEntries(): (path: string) => boolean {
  const plain = new Map<string, { at: number; isPlain: boolean }>()
  return (path) => {
    if (process.platform !== 'linux') return false
    const folder = dirname(path)
    // The root is in no folder.
    if (folder === path) return !listing(['-ld', '--', path])?.every(isWithoutList)
    const before = plain.get(folder)
    const isKnown = before !== undefined && Date.now() - before.at < MOMENT_MS
    const isPlain = isKnown ? before.isPlain : listing(['-lA', '--', folder])?.every(isWithoutList)
    if (!isKnown) plain.set(folder, { at: Date.now(), isPlain: isPlain === true })
    return !isPlain && !listing(['-ld', '--', path])?.every(isWithoutList)
  }
}

/** @returns undefined when it cannot be had */
function listing(words: string[]): string[] | undefined {
  const { status, stdout } = ask('ls', words)
  return status === 0 ? stdout.split('\n') : undefined
}

/** A line that is part of a name with line ends in it may look otherwise: then it is asked about alone. */
const isWithoutList = (line: string) => line.split(' ', 1)[0]?.endsWith('+') === false

/** @returns the entries' fields; undefined when they cannot be had */
function lookUp(database: 'group' | 'passwd', ...keys: string[]): string[][] | undefined {
  const { status, stdout } = ask('getent', [database, ...keys])
  // 2 is for a key that is in no list: so nobody is in that group.
  if (status !== 0 && status !== 2) return undefined
  return stdout.split('\n').flatMap((line) => (line ? [line.split(':')] : []))
}

const ask = (program: string, words: string[]) =>
  spawnSync(program, words, {
    encoding: 'utf8',
    timeout: LOOK_UP_MS,
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
