import type { Logger } from '../logging'
import type { Engine } from './engine'

/**
 * Lets the engine load the project's plugins, configuration and providers as soon as it is ready:
 * it would otherwise do so under the first prompt, which then waits (opencode 1.18: half the time
 * to the first word). Asking for the providers loads the most.
 * @returns ends it
 */
export function keepWarm(engine: Engine, log: Logger): () => void {
  return engine.onStatus(({ state, projectDir }) => {
    if (state !== 'ready') return
    engine
      .getClient()
      .config.providers({ directory: projectDir })
      .catch((error) =>
        log.warn('The project was not warmed; the first prompt will be slow.', error),
      )
  })
}
