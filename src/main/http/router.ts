import express, { type RequestHandler, type Router } from 'express'
import { AppError } from '../../shared/errors'
import { formatEventId } from '../../shared/events'
import {
  type Handlers,
  type HttpMethod,
  type Operation,
  type OperationContext,
  type OperationName,
  operations,
} from '../../shared/operations'
import { jsonBody } from './body'
import { readInput } from './input'
import type { RunRoute, StartRun } from './run-route'

/** One verb on one path. */
export interface Route {
  method: HttpMethod
  path: `/api/${string}`
  handler: RequestHandler
}

/**
 * The routes of the operations table.
 * @param options `epoch` is the hub's; `run` answers the operations that stream a run
 */
export function operationRoutes(options: {
  handlers: Handlers
  epoch: string
  run: RunRoute
}): Route[] {
  const names = Object.keys(operations) as OperationName[]
  return names.map((name) => {
    const operation: Operation = operations[name]
    // The table pairs each name with its own input; TypeScript cannot follow that through a union.
    const handle = options.handlers[name] as (
      input: unknown,
      context: OperationContext,
    ) => Promise<unknown>
    const handler =
      operation.stream === 'run'
        ? options.run(operation, handle as StartRun)
        : answer(operation, handle, options.epoch)
    return { method: operation.method, path: operation.path, handler }
  })
}

function answer(
  operation: Operation,
  handle: (input: unknown, context: OperationContext) => Promise<unknown>,
  epoch: string,
): RequestHandler {
  return async (req, res) => {
    const input = readInput(operation, req)
    const gone = new AbortController()
    res.once('close', () => {
      if (!res.writableEnded) gone.abort()
    })
    const context: OperationContext = { signal: gone.signal }
    const value = await handle(input, context)
    if (context.seq !== undefined) res.set('X-Wheelhouse-Seq', formatEventId(epoch, context.seq))
    res.status(operation.status)
    if (operation.status === 204) res.end()
    else res.json(value)
  }
}

/**
 * Puts routes on a router that answers 405 with Allow to a wrong verb and 404 to a wrong path.
 * Bodies are read only for a verb that takes one, on a path that is there.
 * @throws Error when two routes have one verb and one path
 */
export function createRouter(routes: readonly Route[]): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const verbs = new Map<string, { path: string; allowed: Set<HttpMethod> }>()
  for (const { method, path, handler } of routes) {
    // What a parameter is called does not tell two paths apart.
    const shape = path.replaceAll(/:\w+/g, ':')
    const { allowed } = verbs.get(shape) ?? { allowed: new Set<HttpMethod>() }
    if (allowed.has(method)) throw new Error(`${method} ${path} is declared twice`)
    verbs.set(shape, { path, allowed: allowed.add(method) })
    const verb = method.toLowerCase() as Lowercase<HttpMethod>
    const body = method === 'POST' || method === 'PATCH' ? [jsonBody] : []
    router[verb](path, ...body, handler)
  }
  for (const { path, allowed } of verbs.values()) {
    router.all(path, (req, res) => {
      const allow = [...allowed].join(', ')
      res.set('Allow', allow)
      throw new AppError('method_not_allowed', `${req.method} is not for this path: use ${allow}.`)
    })
  }
  router.use((req) => {
    throw new AppError('not_found', `There is no route ${req.path}. Check the path.`)
  })
  return router
}
