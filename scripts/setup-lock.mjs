// @ts-check
// One set-up at a time in a checkout: `npm start` and `npm test` may well be started side by side
// on a new machine, and two `npm ci` in one folder take each other's files away.
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from './cache-install.mjs'
import { codeOf, Interrupted, SetupError } from './say.mjs'

/** A holder touches its lock this often: process ids mean nothing across containers. */
const BEAT_MS = 5_000
const FORSAKEN_AFTER_MS = 30_000

/**
 * Whether the holder of a lock is gone.
 * @param {string} holder what the lock file says: host, a space, process id
 * @param {number} ageMs since the lock file was last touched
 * @param {{host: string, alive: (pid: number) => boolean}} here
 * @returns {boolean}
 */
export function isForsaken(holder, ageMs, { host, alive }) {
  const [where, pid] = holder.split(' ')
  return ageMs > FORSAKEN_AFTER_MS || (where === host && pid !== undefined && !alive(Number(pid)))
}

/**
 * @param {string} path
 * @returns {Promise<boolean>} whether the lock is ours now
 */
async function take(path) {
  try {
    const file = await open(path, 'wx')
    await file.writeFile(`${hostname()} ${process.pid}`)
    await file.close()
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw new SetupError(
      `The directory ${dirname(path)} cannot be written (${codeOf(error)}): make it writable, then try again.`,
      { cause: error },
    )
  }
}

/**
 * @param {string} path
 * @returns {Promise<{holder: string, forsaken: boolean} | undefined>} nothing when the lock was
 *   given back meanwhile
 */
async function look(path) {
  try {
    const [holder, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    return {
      holder,
      forsaken: isForsaken(holder, Date.now() - mtimeMs, { host: hostname(), alive: isAlive }),
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Does some work while no other process does work under the same lock.
 * @template T
 * @param {string} path of the lock file
 * @param {{signal: AbortSignal, say: (line: string) => void}} context
 * @param {() => Promise<T>} work
 * @param {{pollMs?: number}} [options]
 * @returns {Promise<T>} what `work` returns
 * @throws {Interrupted} when the signal is aborted while waiting
 */
export async function withLock(path, { signal, say }, work, { pollMs = 500 } = {}) {
  await mkdir(dirname(path), { recursive: true })
  for (let told = false; !(await take(path)); ) {
    const found = await look(path)
    if (found?.forsaken) {
      await rm(path, { force: true })
    } else if (found) {
      if (!told)
        say(
          `Another set-up is at work here (process ${found.holder.split(' ')[1] ?? '?'}): waiting for it …`,
        )
      told = true
      await sleep(pollMs, undefined, { signal }).catch(() => {
        throw new Interrupted()
      })
    }
  }
  const beat = setInterval(
    () => utimes(path, new Date(), new Date()).catch(() => undefined),
    BEAT_MS,
  )
  try {
    return await work()
  } finally {
    clearInterval(beat)
    await rm(path, { force: true })
  }
}
