import { AppError } from '../../shared/errors'
import type { Handlers } from '../../shared/operations'
import type { Engine } from '../engine/engine'

type Handler = (input: unknown, context: unknown) => Promise<unknown>

/**
 * Handlers that look for the cause of a failure of which the engine gives but the number in its log
 * (opencode 1.18.33): mostly it could not write, and then the disk or its rights tell why.
 */
export function explainFailures(
  handlers: Handlers,
  engine: Pick<Engine, 'storageTrouble'>,
): Handlers {
  const explained = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (input: unknown, context: unknown) => {
      try {
        return await (handler as Handler)(input, context)
      } catch (error) {
        throw explain(error, engine)
      }
    },
  ])
  return Object.fromEntries(explained)
}

function explain(error: unknown, engine: Pick<Engine, 'storageTrouble'>): unknown {
  if (!(error instanceof AppError) || error.code !== 'engine_error' || !hasRef(error)) return error
  const trouble = engine.storageTrouble()
  if (!trouble) return error
  return new AppError('engine_error', `The engine could not do it. ${trouble}`, {
    details: error.details,
    cause: error,
  })
}

const hasRef = ({ details }: AppError) =>
  typeof details === 'object' && details !== null && 'ref' in details
