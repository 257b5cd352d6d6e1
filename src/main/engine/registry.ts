import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Logger } from '../logging'
import { killTree, processStart } from './process-identity'

const RecordSchema = z.object({ pid: z.number().int().positive(), start: z.string().min(1) })

/**
 * Remembers on disk which engine runs, so that the next start can end it when we could not: after a
 * power cut of main on Windows, say, where nothing else would.
 */
export class EngineRegistry {
  readonly #path: string
  readonly #log: Logger
  #writing: Promise<void> = Promise.resolve()

  /** @param path a file in the user-data directory, which one app at a time uses */
  constructor(path: string, log: Logger) {
    this.#path = path
    this.#log = log
  }

  /** Remembers an engine; what is already gone is not remembered. */
  add(pid: number): Promise<void> {
    return this.#queue(async () => {
      const start = await processStart(pid)
      if (!start) return
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
      const fresh = `${this.#path}.${process.pid}`
      await writeFile(fresh, JSON.stringify({ pid, start }), { mode: 0o600 })
      await rename(fresh, this.#path)
    })
  }

  /** Forgets it: it is gone. */
  clear(): Promise<void> {
    return this.#queue(() => rm(this.#path, { force: true }))
  }

  /**
   * Ends what an earlier app left running. A process that has the number but not the start time is
   * a stranger and is left alone.
   */
  reap(): Promise<void> {
    return this.#queue(async () => {
      const text = await readFile(this.#path, 'utf8').catch(() => undefined)
      if (text === undefined) return
      const record = RecordSchema.safeParse(parse(text)).data
      if (record && (await processStart(record.pid)) === record.start) {
        this.#log.warn(`Ending engine ${record.pid}, which an earlier Wheelhouse left running.`)
        await killTree(record.pid)
      }
      await rm(this.#path, { force: true })
    })
  }

  /** Resolves when all that was asked is on disk. */
  settled(): Promise<void> {
    return this.#writing
  }

  #queue(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(work).catch((error) => {
      this.#log.warn('The list of running engines could not be kept.', error)
    })
    return this.#writing
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
