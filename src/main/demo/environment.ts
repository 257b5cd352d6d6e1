import { join } from 'node:path'
import { writePrivateFileSync } from '../private-file'
import { makePrivateFolder } from '../private-folder'
import { withoutPluginPackage } from './plugin-package'

/**
 * The engine's environment in the demo: folders of its own, so that trying Wheelhouse leaves the
 * person's sessions, accounts and configuration alone, and no look at the network.
 * @param userData Wheelhouse's own folder
 */
export function demoEnvironment(userData: string) {
  const inDemo = (name: string) => join(userData, 'demo', name)
  return {
    XDG_DATA_HOME: inDemo('data'),
    XDG_CONFIG_HOME: inDemo('config'),
    XDG_STATE_HOME: inDemo('state'),
    XDG_CACHE_HOME: inDemo('cache'),
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_MODELS_PATH: inDemo('models.json'),
    // The person's own, by ways that know no folders.
    OPENCODE_DB: undefined,
    OPENCODE_CONFIG: undefined,
    OPENCODE_CONFIG_DIR: undefined,
    OPENCODE_AUTH_CONTENT: undefined,
  }
}

/**
 * Makes what {@link demoEnvironment} names and the engine reads. Its catalogue of models is empty: the
 * demo has one of its own, and the engine (opencode 1.18.33) would read all the others for up to two
 * seconds before the first prompt, and again whenever somebody asks for providers.
 * @throws what the file system throws, and AppError when the folder is not ours alone
 */
export function prepareDemoFolders(userData: string): void {
  const { XDG_CONFIG_HOME, OPENCODE_MODELS_PATH } = demoEnvironment(userData)
  makePrivateFolder(join(userData, 'demo'))
  withoutPluginPackage(join(XDG_CONFIG_HOME, 'opencode'))
  writePrivateFileSync(OPENCODE_MODELS_PATH, '{}')
}
