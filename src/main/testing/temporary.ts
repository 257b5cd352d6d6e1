import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withoutPluginPackage } from '../demo/plugin-package'
import { SHORT_LIVED_ENGINE } from './short-lived-engine'

/** The folders that one test has to itself. */
export interface TemporaryFolders {
  home: string
  userData: string
  project: string
  /**
   * Keeps the engine inside `home`, away from the person's own sessions, and off the network; and
   * makes it start and run quickly.
   */
  env: Record<string, string>
  /** Removes all of it. */
  remove(): void
}

/** Makes a fresh home, user-data and project folder. */
export function makeTemporaryFolders(): TemporaryFolders {
  // macOS hands out a symbolic link; the engine answers with real paths.
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'wheelhouse-test-')))
  const make = (name: string) => {
    const path = join(root, name)
    mkdirSync(path, { recursive: true })
    return path
  }
  const home = make('home')
  const configHome = join(home, '.config')
  withoutPluginPackage(join(configHome, 'opencode'))
  // The engine's own catalogue takes it seconds to read, and few tests look at it.
  const catalogue = join(home, 'models.json')
  writeFileSync(catalogue, '{}')
  return {
    home,
    userData: make('user-data'),
    project: make('project'),
    env: {
      ...SHORT_LIVED_ENGINE,
      HOME: home,
      USERPROFILE: home,
      XDG_DATA_HOME: join(home, '.local/share'),
      XDG_CONFIG_HOME: configHome,
      XDG_STATE_HOME: join(home, '.local/state'),
      XDG_CACHE_HOME: join(home, '.cache'),
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_MODELS_PATH: catalogue,
    },
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  }
}
