import type { Logger } from '../logging'
import { type Pause, pause as systemPause } from './pause'
import type { Activity, ActivityProjection } from './projection'

/** How long the engine may take to tell of one directory. */
export const READ_LIMIT_MS = 5_000
export const READ_BACKOFF_MS = { first: 1_000, most: 60_000 }
/**
 * What was known of a directory is kept while so many attempts in a row fail: it is most likely
 * still true. After that it is given up, so that nothing stays busy for ever.
 */
export const KEPT_ATTEMPTS = 3

export interface RefresherOptions {
  projection: ActivityProjection
  /** Asks the engine what goes on in a directory. */
  read: (directory: string, signal: AbortSignal) => Promise<Activity>
  /** A directory that had failed was read after all, or given up, and something else is known now. */
  onNews: () => void
  log: Logger
  /** Waits between two attempts. */
  pause?: Pause
}

/** Reads again from the engine what events may not have told. */
export interface Refresher {
  /**
   * Reads these directories side by side, each with a limit of its own. One that fails is read
   * again, with backoff, until `signal` ends.
   * @returns once each has answered or failed: whether that changed anything. Never rejects
   */
  refresh(directories: Iterable<string>, signal: AbortSignal): Promise<boolean>
}

/** Builds the refresher. */
export function createRefresher({
  projection,
  read,
  onNews,
  log,
  pause = systemPause,
}: RefresherOptions): Refresher {
  /** @returns whether it changed anything, or undefined when it failed */
  const readOnce = async (directory: string, signal: AbortSignal) => {
    const reading = projection.read(directory)
    try {
      const found = await within(READ_LIMIT_MS, signal, (limited) => read(directory, limited))
      return reading.apply(found)
    } catch (error) {
      reading.drop()
      if (!signal.aborted) {
        log.warn(`What goes on in ${directory} could not be read from the engine.`, error)
      }
      return undefined
    }
  }

  const readAgain = async (directory: string, signal: AbortSignal) => {
    for (let failed = 1, wait = READ_BACKOFF_MS.first; ; failed += 1) {
      await pause(wait, signal)
      if (signal.aborted) return
      const changed = await readOnce(directory, signal)
      if (signal.aborted) return
      if (changed) onNews()
      if (changed !== undefined) return
      if (failed + 1 === KEPT_ATTEMPTS && projection.read(directory).apply(NOTHING)) onNews()
      wait = Math.min(wait * 2, READ_BACKOFF_MS.most)
    }
  }

  return {
    refresh: async (directories, signal) => {
      const results = await Promise.all(
        [...directories].map(async (directory) => {
          const changed = await readOnce(directory, signal)
          return { directory, changed }
        }),
      )
      for (const { directory, changed } of results) {
        if (changed !== undefined || signal.aborted) continue
        readAgain(directory, signal).catch((error) =>
          log.error('Reading again what goes on failed, which it never should.', error),
        )
      }
      return results.some(({ changed }) => changed === true)
    },
  }
}

const NOTHING: Activity = { statuses: new Map(), permissions: new Map(), questions: new Map() }

/** Runs something that ends with `signal` or after `ms`, whether it heeds that or not. */
async function within<T>(
  ms: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new Error(`no answer within ${ms} ms`)), ms)
  const either = AbortSignal.any([signal, limit.signal])
  try {
    either.throwIfAborted()
    return await Promise.race([
      run(either),
      new Promise<never>((_resolve, reject) => {
        either.addEventListener('abort', () => reject(either.reason), { once: true })
      }),
    ])
  } finally {
    clearTimeout(timer)
  }
}
