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

/**
 * Reads what the engine wrote down of some calls.
 * @param directory where it does; one that is not there has none
 * @param ids their marks; what is no mark is left out
 */
export async function readShellCalls(
  directory: string,
  ids: Iterable<string>,
): Promise<Map<string, ShellCall>> {
  const wanted = new Set([...ids].filter((id) => ID.test(id)))
  const names = await readdir(directory).catch(() => [])
  const calls = await Promise.all(
    names.filter((name) => wanted.has(name)).map((id) => readCall(directory, id)),
  )
  return new Map(calls.flatMap((call) => (call ? [[call.id, call]] : [])))
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
