import { randomUUID } from 'node:crypto'
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes a file of ours in one step: whoever uses the one before at this moment keeps it whole, and no
 * link in its place is followed. One that is there as it should be is left, so a folder that has become
 * read-only does.
 * @param mode its permissions
 * @throws what the file system throws
 */
export function placeOwnFile(path: string, content: string, mode: number): void {
  if (isThere(path, content, mode)) return
  const fresh = `${path}.${randomUUID()}`
  try {
    writeFileSync(fresh, content, { mode, flag: 'wx' })
    renameSync(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}

function isThere(path: string, content: string, mode: number): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) return false
  const isOurs = process.platform === 'win32' || found.uid === process.getuid?.()
  const isClosed = process.platform === 'win32' || (found.mode & 0o777) === mode
  return isOurs && isClosed && readFileSync(path, 'utf8') === content
}
