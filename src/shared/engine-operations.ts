import { z } from 'zod'
import { EngineStatusSchema } from './engine-types'
import { nothing, operation } from './operation'

/** The engine itself. */
export const engineOperations = {
  'engine.status': operation({
    method: 'GET',
    path: '/api/engine/status',
    status: 200,
    summary: 'State of the engine',
    input: nothing,
    output: EngineStatusSchema,
  }),
  'engine.start': operation({
    method: 'POST',
    path: '/api/engine/start',
    status: 200,
    summary: 'Start the engine if it is not running, and wait until it answers',
    input: nothing,
    output: EngineStatusSchema,
  }),
  'engine.stop': operation({
    method: 'POST',
    path: '/api/engine/stop',
    status: 200,
    conflicts: true,
    summary: 'End the engine, and wait until it is gone',
    input: nothing,
    output: EngineStatusSchema,
  }),
  'engine.restart': operation({
    method: 'POST',
    path: '/api/engine/restart',
    status: 200,
    conflicts: true,
    summary: 'End the engine, start it again where it was, and wait until it answers',
    input: nothing,
    output: EngineStatusSchema,
  }),
  'engine.demo': operation({
    method: 'POST',
    path: '/api/engine/demo',
    status: 200,
    conflicts: true,
    summary:
      'Start the engine again with a scripted model and folders of its own, or with the person’s again; until Wheelhouse ends',
    input: z.strictObject({ on: z.boolean() }),
    output: EngineStatusSchema,
  }),
}
