import { AppError } from '../../shared/errors'
import type { Handlers } from '../../shared/operations'
import type { Demo } from '../demo/demo'
import type { HandlersOptions } from './handlers'

/** Switches between the person's engine and the demo's, in the running app. */
export function createDemoHandlers(
  { engine, events, projectDir }: HandlersOptions,
  demo: Pick<Demo, 'set'>,
) {
  return {
    'engine.demo': async ({ on }) => {
      const status = engine.getEngineStatus()
      if (status.attached) {
        throw new AppError(
          'conflict',
          'This engine runs elsewhere (WHEELHOUSE_ENGINE_URL), so there is no demo in it. Start Wheelhouse without that to try it.',
        )
      }
      if (events.projection.busy) {
        throw new AppError(
          'conflict',
          'A session is at work, and its run would end with this. Stop it or wait until it has ended, then try again.',
        )
      }
      if (on === (status.demo === true) && status.running) return status
      await demo.set(on)
      // Not a restart: that would join a start that is under way, with what was wanted before.
      await engine.stopEngine()
      return engine.startEngine(projectDir)
    },
  } satisfies Partial<Handlers>
}
