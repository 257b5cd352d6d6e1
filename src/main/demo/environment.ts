import { join } from 'node:path'

/**
 * The engine's environment in the demo: folders of its own, so that trying Wheelhouse leaves the
 * person's sessions, accounts and configuration alone, and no look at the network.
 * @param userData Wheelhouse's own folder
 */
export function demoEnvironment(userData: string) {
  const folder = (name: string) => join(userData, 'demo', name)
  return {
    XDG_DATA_HOME: folder('data'),
    XDG_CONFIG_HOME: folder('config'),
    XDG_STATE_HOME: folder('state'),
    XDG_CACHE_HOME: folder('cache'),
    OPENCODE_DISABLE_MODELS_FETCH: '1',
  }
}
