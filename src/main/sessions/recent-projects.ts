import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../shared/errors'
import type { RecentProject } from '../../shared/project-operations'
import { reasonOf, remedyOf } from '../file-trouble'
import type { Logger } from '../logging'
import { readPrivateFile, writePrivateFile } from '../private-file'
import { isDirectory, requireWorkable } from './directory'

/** More than this is no help to anyone: the ones that were used longest ago go. */
const KEPT = 50

const EntrySchema = z.strictObject({
  directory: z.string().min(1).max(4096),
  usedAt: z.number().int().min(0),
})
const FileSchema = z.strictObject({ version: z.literal(1), projects: z.array(EntrySchema) })
type Entry = z.infer<typeof EntrySchema>

export interface RecentProjectsOptions {
  /** Where they are kept. */
  file: string
  /** Where the app was started: always among them, last unless it was used. */
  projectDir: string
  log: Pick<Logger, 'warn'>
  /** ms since the epoch. */
  now?: () => number
}

/**
 * The projects that were worked in, in a file of ours. The engine's own list knows git repositories
 * alone (1.18): any other folder is to it one project at the root of the disk, and nothing can be
 * taken off it.
 */
export class RecentProjects {
  readonly #options: RecentProjectsOptions
  #entries: Promise<readonly Entry[]> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: RecentProjectsOptions) {
    this.#options = options
  }

  /** What was used last comes first. Waits for changes that are under way. */
  async list(): Promise<RecentProject[]> {
    const { projectDir } = this.#options
    await this.#writing
    const entries = await this.#read().catch(() => [])
    const isKnown = entries.some(({ directory }) => directory === projectDir)
    const all = isKnown ? entries : [...entries, { directory: projectDir, usedAt: 0 }]
    return Promise.all(
      all.map(async (entry) => ({ ...entry, exists: await isDirectory(entry.directory) })),
    )
  }

  /**
   * Puts a project first.
   * @throws AppError `invalid_input` for a directory that is not there or in which the engine cannot work, `internal` when it was not kept
   */
  async use(directory: string): Promise<RecentProject> {
    await requireWorkable(directory)
    const usedAt = (this.#options.now ?? Date.now)()
    const entry = { directory: resolve(directory), usedAt }
    await this.#change((entries) => [entry, ...without(entries, entry.directory)].slice(0, KEPT))
    return { ...entry, exists: true }
  }

  /**
   * Takes a project off the list; its folder and its sessions stay.
   * @throws AppError `internal` when that was not kept
   */
  forget(directory: string): Promise<void> {
    return this.#change((entries) => without(entries, directory))
  }

  /** One after another, so that no change is written over another. */
  #change(change: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
    const changed = this.#writing.then(async () => {
      const entries = change(await this.#read())
      await this.#write(entries)
      this.#entries = Promise.resolve(entries)
    })
    this.#writing = changed.catch(() => undefined)
    return changed
  }

  #read(): Promise<readonly Entry[]> {
    this.#entries ??= this.#load().catch((error) => {
      this.#entries = undefined
      throw error
    })
    return this.#entries
  }

  /** @throws AppError `internal` when there is a list that cannot be read now: it must not be written over */
  async #load(): Promise<readonly Entry[]> {
    const { file, log } = this.#options
    let text: string | undefined
    try {
      text = readPrivateFile(file)
    } catch (cause) {
      log.warn(`${file} could not be read.`, cause)
      throw new AppError(
        'internal',
        `${file} could not be read (${reasonOf(cause)}), so the list of projects stays as it was. Make it a file that you can read and write, or remove it, and try again.`,
        { cause },
      )
    }
    try {
      if (text === undefined) return []
      return FileSchema.parse(JSON.parse(text)).projects
    } catch (error) {
      // Half written, or by another version: the list begins anew, and is written over.
      log.warn(`${file} holds no list of projects; it begins anew.`, error)
      return []
    }
  }

  async #write(projects: readonly Entry[]): Promise<void> {
    const { file } = this.#options
    try {
      await writePrivateFile(file, `${JSON.stringify({ version: 1, projects }, null, 2)}\n`)
    } catch (cause) {
      throw new AppError(
        'internal',
        `${file} could not be written (${reasonOf(cause)}), so the list of projects stays as it was. ${remedyOf(cause, dirname(file))}, and try again.`,
        { cause },
      )
    }
  }
}

const without = (entries: readonly Entry[], directory: string) =>
  entries.filter((entry) => entry.directory !== directory)
