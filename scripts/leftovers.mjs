// @ts-check
// Processes that a test run leaves behind, however they were started: each inherits a mark in its
// environment.
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from './say.mjs'

const POLL_MS = 50

/**
 * @param {string} mark `NAME=value`
 * @returns {Promise<{pid: number, name: string}[]>} the processes that have it in the environment
 *   they were started with; none where there is no /proc
 */
export async function findMarked(mark) {
  const found = []
  for (const entry of await readdir('/proc').catch(() => [])) {
    const pid = Number(entry)
    if (!Number.isInteger(pid) || pid === process.pid) continue
    // Gone meanwhile, or another user's.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    if (!environment.split('\0').includes(mark)) continue
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
    if (name) found.push({ pid, name: name.trim() })
  }
  return found
}

/**
 * Ends the processes that bear a mark.
 * @param {string} mark `NAME=value`
 * @param {{graceMs?: number}} [options] how long they may take to end by themselves, and again once
 *   they are asked to
 * @returns {Promise<string[]>} the names of those that had to be ended
 */
export async function endMarked(mark, { graceMs = 2000 } = {}) {
  const gone = async () => {
    for (
      const deadline = performance.now() + graceMs;
      performance.now() < deadline;
      await sleep(POLL_MS)
    ) {
      if ((await findMarked(mark)).length === 0) return true
    }
    return false
  }
  /** @param {NodeJS.Signals} signal */
  const signalAll = async (signal) => {
    const marked = await findMarked(mark)
    for (const { pid } of marked) {
      try {
        process.kill(pid, signal)
      } catch (error) {
        if (codeOf(error) !== 'ESRCH') throw error
      }
    }
    return marked.map(({ name }) => name)
  }
  if (await gone()) return []
  const names = await signalAll('SIGTERM')
  if (!(await gone())) await signalAll('SIGKILL')
  return names
}
