import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Logger } from '../logging'
import { unpacked } from './binary'

/**
 * The folder of the ripgrep that comes with Wheelhouse. The agent's grep and glob and the search in
 * files need one (opencode 1.18.33), and without any on PATH the engine downloads it, which fails
 * offline. `@vscode/ripgrep` brings it inside of a package for each system, so nothing is downloaded.
 * @param log is warned where there is none for this system
 * @param resolve finds a module's file, as `require.resolve`
 */
export function bundledRipgrep(
  log: Logger,
  resolve: (id: string) => string = createRequire(import.meta.url).resolve,
): string | undefined {
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg'
  try {
    const manifest = resolve(`@vscode/ripgrep-${process.platform}-${process.arch}/package.json`)
    const folder = join(unpacked(dirname(manifest)), 'bin')
    accessSync(join(folder, name), constants.X_OK)
    return folder
  } catch (error) {
    log.warn(
      'No ripgrep came with Wheelhouse. Without one of your own (rg) the agent cannot search in files.',
      error,
    )
    return undefined
  }
}
