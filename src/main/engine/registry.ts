import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Logger } from '../logging'
import { readPrivateFile, writePrivateFile } from '../private-file'
import { makePrivateFolder } from '../private-folder'
import { isEngineOfOurs, killTree, processStart } from './process-identity'

const RecordSchema = z.object({ pid: z.number().int().positive(), start: z.string().min(1) })
type Record = z.infer<typeof RecordSchema>

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
      makePrivateFolder(dirname(this.#path))
      await writePrivateFile(this.#path, JSON.stringify({ pid, start }))
    })
  }

  /** Forgets it: it is gone. */
  clear(): Promise<void> {
    return this.#queue(() => rm(this.#path, { force: true }))
  }

  /**
   * Ends what an earlier app left running. A process that has the number but not the start time, or
   * is not ours, or was not started as an engine of ours, is a stranger and is left alone: so the file
   * alone, whoever wrote it, ends nothing else.
   */
  reap(): Promise<void> {
    return this.#queue(async () => {
      const record = this.#read()
      if (record === 'none') return
      if (record && (await this.#isLeft(record))) {
        this.#log.warn(`Ending engine ${record.pid}, which an earlier Wheelhouse left running.`)
        await killTree(record.pid)
      }
      await rm(this.#path, { force: true })
    })
  }

  /** @returns undefined when what is there names no engine */
  #read(): Record | 'none' | undefined {
    try {
      const text = readPrivateFile(this.#path)
      return text === undefined ? 'none' : RecordSchema.safeParse(JSON.parse(text)).data
    } catch {
      // Not of our making, or half of it: nothing is ended by it, and it goes.
      return undefined
    }
  }

  async #isLeft({ pid, start }: Record): Promise<boolean> {
    return (await isEngineOfOurs(pid)) && (await processStart(pid)) === start
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
