import { randomBytes } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../shared/errors'

/** What companion tools read to find and enter the listener (design section 6). */
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
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeDurably(temporary, `${JSON.stringify(discovery, null, 2)}\n`)
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw new AppError(
      'internal',
      `${path} cannot be written, so companion tools could not find Wheelhouse. Make ${userData} writable, or use another with --user-data-dir.`,
      { cause },
    )
  }
  return {
    remove: async () => {
      if (await isOurs(path, discovery)) await rm(path, { force: true })
    },
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  // `wx` with the mode: never an existing file, or a link, whose mode would stay what it was.
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function isOurs(path: string, { pid, token }: Discovery): Promise<boolean> {
  try {
    const found = DiscoverySchema.parse(JSON.parse(await readFile(path, 'utf8')))
    return found.pid === pid && found.token === token
  } catch {
    // Gone, or not of our making.
    return false
  }
}
