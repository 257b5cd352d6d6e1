import { rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../shared/errors'
import { reasonOf, remedyOf } from '../file-trouble'
import { readPrivateFile, writePrivateFile } from '../private-file'

/** The file by which companion tools find and enter the listener. */
export const DiscoverySchema = z.object({
  url: z.string(),
  token: z.string(),
  pid: z.number().int(),
  version: z.string(),
  startedAt: z.number().describe('When the listener started, ms since the epoch'),
})
export type Discovery = z.infer<typeof DiscoverySchema>

/**
 * Writes `<userData>/server.json`: complete at once, and never readable for other users.
 * @returns `remove` deletes the file, unless another instance has replaced it since
 * @throws AppError when it cannot be written
 */
export async function writeDiscovery(
  userData: string,
  discovery: Discovery,
): Promise<{ remove(): Promise<void> }> {
  const path = join(userData, 'server.json')
  try {
    await writePrivateFile(path, `${JSON.stringify(discovery, null, 2)}\n`)
  } catch (cause) {
    throw new AppError(
      'internal',
      `${path} could not be written (${reasonOf(cause)}), so companion tools would not find Wheelhouse. ${remedyOf(cause, userData)}, or use another with --user-data-dir.`,
      { cause },
    )
  }
  return {
    remove: async () => {
      if (isOurs(path, discovery)) await rm(path, { force: true })
    },
  }
}

function isOurs(path: string, { pid, token }: Discovery): boolean {
  const found = readDiscovery(path)
  return found?.pid === pid && found.token === token
}

/**
 * Removes the file of an instance that was killed, so that whoever waits for one finds that of the next.
 * Only who holds the lock on the directory may do it: then nobody else listens.
 * @throws what the file system throws
 */
export function removeStaleDiscovery(userData: string): void {
  const path = join(userData, 'server.json')
  if (readDiscovery(path)) rmSync(path, { force: true })
}

function readDiscovery(path: string): Discovery | undefined {
  try {
    return DiscoverySchema.parse(JSON.parse(readPrivateFile(path) ?? ''))
  } catch {
    // Gone, or not of our making.
    return undefined
  }
}
