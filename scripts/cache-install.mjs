// @ts-check
// A folder in the cache is whole or it is not there: it is made beside its place and renamed into
// it.
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { codeOf, SetupError } from './say.mjs'

const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000

/**
 * Whether a process of this machine is at work. One that has ended is not, though nobody has
 * collected it yet: in a container, that may never happen.
 * @param {number} pid
 * @returns {boolean}
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
  try {
    return !/\) [ZX] \d/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true // no /proc here
  }
}

/** A host name, with nothing in it that would be mistaken for the dots around it. */
const host = hostname().replace(/[^\w-]/g, '_')

/**
 * Whether a working folder was left behind by a run that ended without cleaning up. On a shared
 * disk, a process of another machine or container cannot be asked for: there, only age tells.
 * @param {string} name `<target>.tmp-<host>-<pid>-<random>`
 * @param {number} ageMs since the folder was last changed
 * @param {(pid: number) => boolean} alive
 * @returns {boolean}
 */
export function isAbandoned(name, ageMs, alive = isAlive) {
  const maker = /\.tmp-(.+)-(\d+)-\w+$/.exec(name)
  if (!maker) return false
  return ageMs > ABANDONED_AFTER_MS || (maker[1] === host && !alive(Number(maker[2])))
}

/** @param {string} folder */
async function sweep(folder) {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const found = name.includes('.tmp-') ? await stat(path).catch(() => undefined) : undefined
    if (found && isAbandoned(name, Date.now() - found.mtimeMs))
      await rm(path, { recursive: true, force: true })
  }
}

/**
 * @param {string} folder
 * @param {unknown} error
 */
function unusable(folder, error) {
  const reason = codeOf(error) || String(error)
  return new SetupError(
    `The cache directory ${folder} cannot be used (${reason}): mend it, or set XDG_CACHE_HOME to a directory that can be written.`,
    { cause: error },
  )
}

/**
 * Makes a folder of the cache, once. Two runs at the same time both do the work and one of them
 * wins; neither sees the other's half. Whatever ends a run half-way leaves only a working folder,
 * which a later run removes.
 * @param {string} target the folder to make; nothing is done when it is there
 * @param {(work: string) => Promise<string>} make fills the working folder and returns the path in
 *   it that is to become the target
 * @throws {SetupError} when the cache cannot be written; and whatever `make` throws
 */
export async function installOnce(target, make) {
  const folder = dirname(target)
  let work = ''
  try {
    await mkdir(folder, { recursive: true })
    await sweep(folder)
    if (existsSync(target)) return
    work = await mkdtemp(join(folder, `${basename(target)}.tmp-${host}-${process.pid}-`))
  } catch (error) {
    throw unusable(folder, error)
  }
  try {
    const made = await make(work)
    await rename(made, target).catch((error) => {
      if (!existsSync(target)) throw error
    })
  } catch (error) {
    // A full disk, mostly. What has no code is not the file system's.
    throw codeOf(error) ? unusable(folder, error) : error
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
