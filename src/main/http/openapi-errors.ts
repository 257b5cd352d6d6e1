import { schemaRef } from './openapi-schemas'

/** A named answer of the document for each status with which a documented route can fail. */
const ERRORS = {
  400: ['InvalidInput', 'Invalid input: `details` has the failing paths'],
  401: ['Unauthorized', 'No token, or a wrong one'],
  403: ['Forbidden', 'The Host or the Origin is foreign'],
  404: ['NotFound', 'What is named is not there'],
  409: ['Conflict', 'It is not possible now, because of what is under way or there already'],
  413: ['TooLarge', 'The body, or what was asked for, is too large'],
  415: ['UnsupportedMediaType', 'The body is not plain UTF-8 JSON'],
  500: ['Failed', 'The engine failed (`engine_error`), or Wheelhouse (`internal`)'],
  503: ['EngineUnavailable', 'The engine is not running, or cannot be reached'],
  504: ['EngineTimeout', 'The engine did not answer in time'],
} as const

export type ErrorStatus = keyof typeof ERRORS

const HEADERS: Partial<Record<ErrorStatus, object>> = {
  401: { 'WWW-Authenticate': { description: '`Bearer`', schema: { type: 'string' } } },
  503: {
    'Retry-After': {
      description: 'Seconds after which it may be tried again',
      schema: { type: 'integer' },
    },
  },
}

/** The `components.responses` of the document. */
export function errorResponses() {
  const entries = Object.entries(ERRORS).map(([status, [name, description]]) => [
    name,
    {
      description,
      headers: HEADERS[Number(status) as ErrorStatus],
      content: { 'application/json': { schema: schemaRef('ApiError') } },
    },
  ])
  return Object.fromEntries(entries)
}

/** References to the answers with which an operation can fail, by status. */
export function failures(statuses: readonly ErrorStatus[]) {
  const entries = statuses.map((status) => [
    status,
    { $ref: `#/components/responses/${ERRORS[status][0]}` },
  ])
  return Object.fromEntries(entries)
}
