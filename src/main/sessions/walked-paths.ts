import { type Dirent, existsSync } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const MOST_ENTRIES = 20_000
const MOST_MS = 500
/** Folders whose files nobody looks for by name, and there are many. */
const LEFT_OUT = new Set(['.git', 'node_modules'])

/** Tells whether git would find a repository from this folder on upwards. */
export function isInRepository(directory: string): boolean {
  const above = dirname(directory)
  return existsSync(join(directory, '.git')) || (above !== directory && isInRepository(above))
}

/**
 * Lists what is in a folder and below, what is nearest first; no link is followed or listed. A folder
 * that cannot be read is taken for empty.
 * @param most entries that are looked at, over all
 * @returns paths within the folder, a directory with a slash at its end: not all of them where there
 *   are more entries, or where it takes longer than half a second
 */
export async function walkedPaths(directory: string, most = MOST_ENTRIES): Promise<string[]> {
  const deadline = performance.now() + MOST_MS
  const paths: string[] = []
  const folders = ['']
  let looks = 0
  for (const folder of folders) {
    try {
      // Not readdir: a folder may hold more than all that is to be looked at.
      for await (const entry of await opendir(join(directory, folder), { bufferSize: 256 })) {
        looks += 1
        if (looks > most || performance.now() > deadline) return paths
        if (!isPlain(entry) || LEFT_OUT.has(entry.name)) continue
        const path = `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`
        paths.push(path)
        if (entry.isDirectory()) folders.push(path)
      }
    } catch {
      // Gone meanwhile, or not ours to read: what else there is can be found.
    }
  }
  return paths
}

const isPlain = (entry: Dirent) => entry.isFile() || entry.isDirectory()
