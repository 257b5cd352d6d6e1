import type { RequestHandler } from 'express'

/**
 * Answers GET /api/openapi.json. The document is made, and the code that makes it loaded, when it
 * is first asked for: starting costs nothing.
 * @param version of the app
 */
export function openApiHandler(version: string): RequestHandler {
  let made: Promise<string> | undefined
  return async (_req, res) => {
    made ??= import('./openapi').then(({ createOpenApi }) => JSON.stringify(createOpenApi(version)))
    res.type('json').send(await made)
  }
}
