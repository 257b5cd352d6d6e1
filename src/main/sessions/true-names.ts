import { lstat, readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'

/**
 * Gives paths of the engine's finder the names that the files have: it shows a backslash in a name as
 * the sign between two folders (opencode 1.18.33).
 * @param directory an absolute path
 * @param paths within it; a directory ends with a slash
 * @returns the same paths; one that names nothing as it is by the name that it was made from
 */
export async function trueNames(directory: string, paths: readonly string[]): Promise<string[]> {
  if (sep !== '/') return [...paths]
  return Promise.all(paths.map((path) => trueName(directory, path)))
}

async function trueName(directory: string, path: string): Promise<string> {
  if (!path.includes('/') || (await isThere(join(directory, path)))) return path
  // What was removed meanwhile has none.
  return (await inFolder(directory, path)) ?? path
}

const isThere = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** The way below a folder that the finder would show as this path. */
async function inFolder(folder: string, path: string): Promise<string | undefined> {
  const entries = await readdir(folder).catch(() => [])
  for (const name of entries) {
    const shown = name.replaceAll('\\', '/')
    if (path === shown || path === `${shown}/`) return name + path.slice(shown.length)
    if (!path.startsWith(`${shown}/`)) continue
    const rest = await inFolder(join(folder, name), path.slice(shown.length + 1))
    if (rest !== undefined) return `${name}/${rest}`
  }
  return undefined
}
