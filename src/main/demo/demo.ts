import { AppError } from '../../shared/errors'
import type { EngineDemo } from '../engine/engine'
import { demoEnvironment, prepareDemoFolders } from './environment'
import type { ScriptedModel } from './model'

/** The demo: whether it is on, and with what it has the engine started. */
export interface Demo {
  /** What the engine is to be started with; undefined while the demo is off. */
  current(): EngineDemo | undefined
  /**
   * Switches it; the engine takes it up when it is started next.
   * @throws AppError when the model cannot be started: then it stays off
   */
  set(on: boolean): Promise<void>
  /** Ends the model. */
  close(): Promise<void>
}

/** @param userData Wheelhouse's own folder, in which the demo has one */
export function createDemo(userData: string): Demo {
  let isOn = false
  let starting: Promise<ScriptedModel> | undefined
  let model: ScriptedModel | undefined
  return {
    current: () =>
      isOn && model ? { config: model.config, env: demoEnvironment(userData) } : undefined,
    async set(on) {
      if (on) {
        starting ??= startModel(userData)
        model = await starting.catch((error) => {
          starting = undefined
          throw error
        })
      }
      isOn = on
    },
    async close() {
      const running = await starting?.catch(() => undefined)
      await running?.close()
    },
  }
}

async function startModel(userData: string): Promise<ScriptedModel> {
  const { startScriptedModel } = await import('./model')
  try {
    prepareDemoFolders(userData)
    return await startScriptedModel()
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('internal', 'The demo model could not start. Go on without the demo.', {
      cause,
    })
  }
}
