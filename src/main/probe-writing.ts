import { mkdtempSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Tries that something can be made in a folder. What the folder's mode says is not enough: a file
 * system may be mounted for reading only, be full, or refuse for reasons of its own.
 * @throws what the file system throws
 */
export function probeWriting(folder: string): void {
  rmdirSync(mkdtempSync(join(folder, '.probe-')))
}
