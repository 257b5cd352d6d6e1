import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Tells the engine that its plugin package is there already. Else opencode 1.18.33 installs it into
 * each configuration folder that it meets first, for plugins that people write: 63 MB from the
 * registry, and a core for some fifteen seconds. It takes the package as installed when there is a
 * `node_modules` and the lock file names it, and looks no further. Does nothing where something is.
 * @param configHome what the engine has as XDG_CONFIG_HOME
 * @throws what the file system throws
 */
export function withoutPluginPackage(configHome: string): void {
  const folder = join(configHome, 'opencode')
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
