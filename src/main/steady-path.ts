import { lstatSync, readlinkSync, type Stats } from 'node:fs'
import { join, parse, resolve, sep } from 'node:path'
import { isOursAlone, isSystemGroup, otherEntries, unmappedUid } from './owners'

/** Links that a path may lead through; the system's own limit. */
const MOST_LINKS = 40

/** The end of a path, or what on the way lets another user put something else in its place. */
export type SteadyPath =
  | { kind: 'found'; path: string; stats: Stats }
  | { kind: 'missing' }
  /** A part of it is neither ours nor the system's. */
  | { kind: 'foreign'; path: string; owner: number }
  /** Others may write in a folder of it. @property whom those who may, in words */
  | { kind: 'open'; folder: string; whom: string }
  | { kind: 'endless' }

/** Our number, and what else has to be known to tell others from us; a test names its own. */
export interface Ourselves {
  uid: number
  /** The number that the system shares with those who have none here, as in a container. */
  unknown?: number | undefined
  /** Tells whether a group that may write in a folder is others; `ls` and `getent` are asked. */
  isOthersGroup?: (folder: string, stats: Stats) => boolean
}

/** Ourselves as the system says, for one look: it is asked about each group once. @param uid ours */
export const ourselves = (uid: number): Ourselves => ({
  uid,
  unknown: unmappedUid(),
  isOthersGroup: isGroupOfOthers(uid),
})

/**
 * Walks a path part by part, through its links too. Each part has to be ours or the system's, and no
 * folder on the way one in which others replace what stands there; in a sticky one (/tmp) they may add.
 * What it ends in is not judged but for its owner.
 */
export function walkSteadily(path: string, us: Ourselves): SteadyPath {
  const { uid, unknown } = us
  let at = parse(resolve(path)).root
  let stats = lstatSync(at)
  const rest = partsBelow(at, resolve(path))
  for (let links = 0; links <= MOST_LINKS; ) {
    const name = rest.shift()
    if (name === undefined) return { kind: 'found', path: at, stats }
    const whom = whoMayWrite(at, stats, us)
    const isSticky = (stats.mode & 0o1000) !== 0
    if (whom !== undefined && !isSticky) return { kind: 'open', folder: at, whom }
    const next = join(at, name)
    const found = whatIsAt(next)
    if (!found) return { kind: 'missing' }
    // In a container whose users are not the machine's, the system's folders bear the same number as
    // a stranger's. Where everybody may add, it is taken for a stranger's.
    const isSystems = found.uid === 0 || (found.uid === unknown && whom === undefined)
    if (found.uid !== uid && !isSystems) return { kind: 'foreign', path: next, owner: found.uid }
    if (!found.isSymbolicLink()) {
      at = next
      stats = found
      continue
    }
    links += 1
    const target = resolve(at, readlinkSync(next))
    at = parse(target).root
    stats = lstatSync(at)
    rest.unshift(...partsBelow(at, target))
  }
  return { kind: 'endless' }
}

/**
 * Tells which others may write in a folder or a file.
 * @returns them in words; undefined when nobody but we and the system may
 */
export function whoMayWrite(path: string, stats: Stats, us: Ourselves): string | undefined {
  const { isOthersGroup = isGroupOfOthers(us.uid) } = us
  if ((stats.mode & 0o002) !== 0) return 'everybody'
  if ((stats.mode & 0o020) === 0 || !isOthersGroup(path, stats)) return undefined
  return `its group (gid ${stats.gid}) or whom its ACL names`
}

/** @returns undefined where nothing is, or nothing that we could come to: so nor could the engine */
function whatIsAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['EACCES', 'ENAMETOOLONG', 'ENOTDIR', 'ELOOP'].includes(code)) return undefined
    throw error
  }
}

/**
 * Judges groups: each is asked about once, and a folder for all that is in it, as people with a group of
 * their own have hundreds of files that it may write. Where an ACL is, the group's bits are what it gives
 * to anybody at most, be the group ours or not.
 */
export function isGroupOfOthers(uid: number): (path: string, stats: Stats) => boolean {
  const groups = new Map<number, boolean>()
  const hasEntries = otherEntries()
  return (path, { gid }) => {
    const isOurs = groups.get(gid) ?? (isSystemGroup(gid) || isOursAlone(gid, uid))
    groups.set(gid, isOurs)
    return !isOurs || hasEntries(path)
  }
}

/**
 * Judges groups, and asks the system once for each folder as it is: a list or a mode that is set moves
 * its `ctime`, so what was given to others meanwhile is seen; who was put into a group is not.
 */
export function rememberedGroups(uid: number): (path: string, stats: Stats) => boolean {
  const judge = isGroupOfOthers(uid)
  const judged = new Map<string, { at: string; isOthers: boolean }>()
  return (path, stats) => {
    const at = [stats.dev, stats.ino, stats.ctimeMs, stats.gid].join()
    const before = judged.get(path)
    if (before?.at === at) return before.isOthers
    const isOthers = judge(path, stats)
    judged.set(path, { at, isOthers })
    return isOthers
  }
}

const partsBelow = (root: string, path: string) =>
  path.slice(root.length).split(sep).filter(Boolean)
