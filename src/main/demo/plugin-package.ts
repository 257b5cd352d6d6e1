import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Tells the engine that its plugin package is there already. Else opencode 1.18.33 installs it into
 * each configuration folder that it meets first, for plugins that people write: 63 MB from the
 * registry, and a core for some fifteen seconds. It takes the package as installed when there is a
 * `node_modules` and the lock file names it, and looks no further. Does nothing where something is.
 * @param folder what the engine reads configuration from: `opencode` in XDG_CONFIG_HOME, or a project's
 *   `.opencode`
 * @throws what the file system throws
 */
export function withoutPluginPackage(folder: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  const lock = {
    lockfileVersion: 3,
    packages: { '': { dependencies: { '@opencode-ai/plugin': '*' } } },
  }
  try {
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock), { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
