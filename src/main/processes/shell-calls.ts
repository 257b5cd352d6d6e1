import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** One call of a shell, as the engine wrote it down when it began. */
export interface ShellCall {
  /** The mark of whatever descends from it. */
  id: string
  /** The shell's own process, which leads a session of that number. */
  pid: number
  /** The time at which the shell began, in Linux' clock ticks; elsewhere it is not known. */
  start?: number | undefined
  command: string
  /** When it began, ms since the epoch. */
  at: number
}

const FileSchema = z.object({
  pid: z.number().int().positive(),
  start: z.number().int().optional(),
  command: z.string(),
})
const ID = /^[0-9a-f-]{36}$/
/** A command is an argument of a process, which no system lets be longer. */
const LARGEST = 4 * 1024 * 1024
/** So often in a row nothing of a call has to be found: one look may miss what is just being started. */
const MISSES = 2

/**
 * The shell calls that the engine wrote down, for as long as something of them runs: each is read once,
 * and its file removed when nothing does.
 */
export class ShellCalls {
  readonly #directory: string
  readonly #known = new Map<string, ShellCall & { owner?: string; misses: number }>()

  /** @param directory where the engine writes; one that is not there has none */
  constructor(directory: string) {
    this.#directory = directory
  }

  /** Looks for new ones. @returns all that are known at this moment */
  async read(): Promise<ShellCall[]> {
    const names = await readdir(this.#directory).catch(() => [])
    const fresh = names.filter((name) => ID.test(name) && !this.#known.has(name))
    const calls = await Promise.all(fresh.map((id) => readCall(this.#directory, id)))
    for (const call of calls) {
      // Somebody else may have read it meanwhile.
      if (call && !this.#known.has(call.id)) this.#known.set(call.id, { ...call, misses: 0 })
    }
    return this.all()
  }

  all(): ShellCall[] {
    return [...this.#known.values()]
  }

  get(id: string): (ShellCall & { readonly owner?: string }) | undefined {
    return this.#known.get(id)
  }

  /** Remembers whose calls some are: what tells that may be forgotten before they end. */
  setOwners(owners: ReadonlyMap<string, string>): void {
    for (const [id, owner] of owners) {
      const call = this.#known.get(id)
      if (call) call.owner ??= owner
    }
  }

  /**
   * Forgets calls of which nothing runs any more.
   * @param looked those that were known before it was looked what runs
   * @param running the marks of what does
   */
  async keep(looked: readonly ShellCall[], running: ReadonlySet<string>): Promise<void> {
    const ended: string[] = []
    for (const { id } of looked) {
      const call = this.#known.get(id)
      if (!call) continue
      call.misses = running.has(id) ? 0 : call.misses + 1
      if (call.misses >= MISSES) ended.push(id)
    }
    await Promise.all(ended.map((id) => this.#forget(id)))
  }

  async #forget(id: string): Promise<void> {
    try {
      // The file first, or it would be read again.
      await rm(join(this.#directory, id), { force: true })
      this.#known.delete(id)
    } catch {
      // It stays known, which costs no more than its room, and is tried again.
    }
  }
}

async function readCall(directory: string, id: string): Promise<ShellCall | undefined> {
  const path = join(directory, id)
  try {
    const { mtimeMs, size } = await stat(path)
    if (size > LARGEST) return undefined
    const call = FileSchema.parse(JSON.parse(await readFile(path, 'utf8')))
    return { ...call, id, at: mtimeMs }
  } catch {
    // Just removed, or half written: it is asked for again.
    return undefined
  }
}
