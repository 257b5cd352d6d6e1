import { chmodSync, lstatSync, mkdirSync, readdirSync, type Stats } from 'node:fs'
import { homedir } from 'node:os'
import { join, sep } from 'node:path'
import { AppError } from '../shared/errors'
import { isInUserNamespace, ourUid, unmappedUid } from './owners'
import { closing, quoted } from './remedies'
import { walkSteadily } from './steady-path'

/**
 * Makes a folder that nobody else can read, write or replace. Of what is there already each part of
 * the path has to be ours or the system's, since whoever may write in one of them could put another
 * folder in the place of ours; the folder itself has to be ours, and is closed to others.
 * @param uid the owner that it has to have; tests name another
 * @param unknown the number that the system shares with those who have none here; tests name another
 * @throws AppError `invalid_input` that says which part is whose, with the remedy; and what the file
 *   system throws
 */
export function makePrivateFolder(path: string, uid = ourUid(), unknown = unmappedUid()): void {
  // Before anything is made: not even an empty folder is put where a stranger's link leads.
  requirePrivateFolder(path, uid, unknown)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  requirePrivateFolder(path, uid, unknown)
}

/**
 * Proves that a folder, or as much of its path as is there, is ours alone, and closes it to others.
 * @throws as {@link makePrivateFolder}
 */
export function requirePrivateFolder(path: string, uid = ourUid(), unknown = unmappedUid()): void {
  if (uid === undefined) return
  if (uid === unknown) {
    throw new AppError(
      'invalid_input',
      `Here you have no number of your own (${uid} is everybody's, see /proc/self/uid_map), so nothing can be told to be yours. Start Wheelhouse as a user that has one.`,
    )
  }
  const folder = follow(path, uid, unknown)
  if (folder === undefined) return
  const found = requireOwned(folder, uid)
  if (!found.isDirectory() || isClosed(found)) return
  // Who could write in it may have left something that we would read, run or write through.
  if ((found.mode & 0o022) !== 0) requireOwnedBelow(folder, uid)
  chmodSync(folder, 0o700)
  if (isClosed(lstatSync(folder))) return
  throw refused(`${folder} cannot be closed to other users, as its file system has no permissions`)
}

/**
 * Proves that all that stands in a folder of ours is ours.
 * @throws as {@link makePrivateFolder}
 */
export function requireOwnedEntries(folder: string, uid = ourUid()): void {
  if (uid === undefined) return
  for (const name of readdirSync(folder)) requireOwned(join(folder, name), uid)
}

/**
 * Proves that a path in a folder of ours is a file of ours that is known by no other name, or that
 * nothing is there: so that it can be written to in place.
 * @throws as {@link makePrivateFolder}
 */
export function requirePrivateFile(path: string, uid = ourUid()): void {
  if (uid === undefined) return
  if (!lstatSync(path, { throwIfNoEntry: false })) return
  const found = requireOwned(path, uid)
  if (found.isFile() && found.nlink === 1) {
    if (!isClosed(found)) chmodSync(path, 0o600)
    return
  }
  throw refused(`${path} is no plain file, but a link or something else`, 'Remove it')
}

/** @returns where a path ends, or undefined when that is not there yet */
function follow(path: string, uid: number, unknown: number | undefined): string | undefined {
  const found = walkSteadily(path, { uid, unknown })
  switch (found.kind) {
    case 'found':
      return found.path
    case 'missing':
      return undefined
    case 'foreign':
      throw foreign(found.path, found.owner, uid)
    case 'endless':
      throw refused(`${path} leads through too many links`)
    case 'open':
      throw refused(
        `${path} could be replaced by other users, as ${found.whom} may write in ${found.folder}`,
        `Take that away (${closing(found.folder)})`,
      )
  }
}

function requireOwned(path: string, uid: number): Stats {
  const found = lstatSync(path)
  if (found.uid !== uid) throw foreign(path, found.uid, uid)
  return found
}

function requireOwnedBelow(folder: string, uid: number): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    requireOwned(path, uid)
    if (entry.isDirectory()) requireOwnedBelow(path, uid)
  }
}

const isClosed = ({ mode }: Stats) => (mode & 0o077) === 0

function foreign(path: string, owner: number, uid: number): AppError {
  if (uid === 0 && !isInUserNamespace()) {
    const fact = `${path} belongs to another user (uid ${owner}), while Wheelhouse runs as root`
    return refused(fact, 'Start it without sudo')
  }
  if (owner === 0) {
    // Elsewhere it is the system's, which nobody should be told to take.
    const isAtHome = path.startsWith(homedir() + sep)
    const takeBack = `Take it back (sudo chown -R ${uid} ${quoted(path)})`
    return refused(`${path} belongs to root`, isAtHome ? takeBack : undefined)
  }
  const fact = `${path} belongs to another user (uid ${owner}), who could make Wheelhouse run and write what they like`
  return refused(fact)
}

const refused = (fact: string, remedy?: string) =>
  new AppError(
    'invalid_input',
    `${fact}. ${remedy ? `${remedy}, or name` : 'Name'} a folder of your own with --user-data-dir.`,
  )
