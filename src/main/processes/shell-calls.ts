import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** One call of a shell, as the engine wrote it down when it began. */
export interface ShellCall {
  /** The mark of whatever descends from it. */
  id: string
  /** The shell's own process. */
  pid: number
  command: string
  /** When it began, ms since the epoch. */
  at: number
}

const FileSchema = z.object({ pid: z.number().int().positive(), command: z.string() })
const ID = /^[0-9a-f-]{36}$/
/** A command is an argument of a process, which no system lets be longer. */
const LARGEST = 4 * 1024 * 1024
/** So many are remembered, those that were read last. */
const KEPT = 10_000

/**
 * The shell calls that the engine wrote down. Each is read once, and remembered when the engine has
 * removed it for newer ones: what it left may run still.
 */
export class ShellCalls {
  readonly #directory: string
  readonly #known = new Map<string, ShellCall>()

  /** @param directory where the engine writes; one that is not there has none */
  constructor(directory: string) {
    this.#directory = directory
  }

  /** Looks for new ones. @returns all that are known, by their marks */
  async read(): Promise<ReadonlyMap<string, ShellCall>> {
    const names = await readdir(this.#directory).catch(() => [])
    const fresh = names.filter((name) => ID.test(name) && !this.#known.has(name))
    const calls = await Promise.all(fresh.map((id) => readCall(this.#directory, id)))
    for (const call of calls) if (call) this.#known.set(call.id, call)
    for (const id of this.#known.keys()) {
      if (this.#known.size <= KEPT) break
      this.#known.delete(id)
    }
    return this.#known
  }
}

async function readCall(directory: string, id: string): Promise<ShellCall | undefined> {
  const path = join(directory, id)
  try {
    const { mtimeMs, size } = await stat(path)
    if (size > LARGEST) return undefined
    const { pid, command } = FileSchema.parse(JSON.parse(await readFile(path, 'utf8')))
    return { id, pid, command, at: mtimeMs }
  } catch {
    // Just removed, or half written: it is asked for again.
    return undefined
  }
}
