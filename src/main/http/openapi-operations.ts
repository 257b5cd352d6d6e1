import type { Operation, OperationName } from '../../shared/operations'
import { type ErrorStatus, failures } from './openapi-errors'
import { type JsonSchema, type Schemas, schemaRef } from './openapi-schemas'

/** An operation as OpenAPI has it. */
export interface PathOperation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security?: object[]
  parameters?: Parameter[]
  requestBody?: { required: boolean; content: Content }
  responses: Record<string, object>
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string | undefined
  schema: JsonSchema
}

type Content = Record<string, { schema: JsonSchema }>

/** The path as OpenAPI writes it: `{id}` for `:id`. */
export const pathTemplate = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}')

/** One row of the table as OpenAPI has it. */
export function describeOperation(
  name: OperationName,
  row: Operation,
  schemas: Schemas,
): PathOperation {
  const input = schemas.of(row.input)
  const inPath = [...row.path.matchAll(/:(\w+)/g)].map(([, key = '']) => key)
  const rest = without(input, inPath)
  const keys = Object.keys(rest.properties ?? {})
  const hasBody = takesBody(row)
  const parameters = [
    ...inPath.map((key) => parameterOf(input, key, 'path')),
    ...(hasBody ? [] : keys.map((key) => parameterOf(input, key, 'query'))),
  ]
  return {
    operationId: name,
    tags: [name.replace(/\..*/, '')],
    summary: row.summary,
    ...(row.stream && { description: RUN }),
    ...(parameters.length > 0 && { parameters }),
    ...(hasBody && keys.length > 0 && { requestBody: bodyOf(row, rest, schemas) }),
    responses: {
      [row.status]: success(name, row, schemas),
      ...failures(failuresOf(name, row, Object.keys(input.properties ?? {}))),
    },
  }
}

const takesBody = ({ method }: Operation) => method === 'POST' || method === 'PATCH'

function bodyOf({ method }: Operation, schema: JsonSchema, schemas: Schemas) {
  // A change that changes nothing is refused (zod's refinements are not in a JSON Schema).
  if (method === 'PATCH') return { required: true, content: json({ ...schema, minProperties: 1 }) }
  const required = (schema.required ?? []).length > 0
  return { required, content: json(schemas.named(schema)) }
}

const RUN =
  'Answers with the events of the run as they come, until `done` or `error`. Closing the stream ' +
  'does not stop the run: abort does. What is refused before the run is an ordinary error.'

function success(name: OperationName, row: Operation, schemas: Schemas) {
  if (row.status === 204) return { description: 'Done' }
  if (row.stream) {
    const headers = { 'X-Wheelhouse-Message': { $ref: MESSAGE_HEADER } }
    return { description: 'The run', headers, content: eventStream('RunFrame') }
  }
  return {
    description: row.output.description ?? row.summary,
    ...(WITH_SEQ.has(name) && { headers: { 'X-Wheelhouse-Seq': { $ref: SEQ_HEADER } } }),
    content: json(schemas.of(row.output)),
  }
}

/** Whose handlers say where to follow the event stream from after the answer. */
const WITH_SEQ: ReadonlySet<OperationName> = new Set(['sessions.messages'])
const SEQ_HEADER = '#/components/headers/X-Wheelhouse-Seq'
const MESSAGE_HEADER = '#/components/headers/X-Wheelhouse-Message'

/** Which statuses an operation can fail with (ARCHITECTURE.md: guard, body, handler, engine). */
function failuresOf(name: OperationName, row: Operation, keys: readonly string[]): ErrorStatus[] {
  const namesSomething = keys.some((key) => /^(id|path)$|ID$/.test(key))
  return [
    400,
    401,
    403,
    ...(namesSomething ? ([404] as const) : []),
    ...(row.conflicts ? ([409] as const) : []),
    ...(takesBody(row) ? ([413, 415] as const) : []),
    ...(name === 'files.read' ? ([413] as const) : []),
    500,
    ...(WITHOUT_ENGINE.has(name) ? [] : ([503, 504] as const)),
  ]
}

/** What is answered without asking the engine anything. */
const WITHOUT_ENGINE: ReadonlySet<OperationName> = new Set([
  'engine.status',
  'engine.stop',
  'browser.link',
  'browser.open',
  'browser.list',
  'browser.remove',
  'desktop.theme',
  'projects.recent',
  'projects.use',
  'projects.forget',
  'projects.choose',
])

function parameterOf(input: JsonSchema, name: string, place: 'path' | 'query'): Parameter {
  const { description, ...schema } = propertyOf(input, name)
  return {
    name,
    in: place,
    required: input.required?.includes(name) ?? false,
    ...(description && { description }),
    schema,
  }
}

function propertyOf(input: JsonSchema, name: string): JsonSchema {
  const property = input.properties?.[name]
  if (typeof property !== 'object') throw new Error(`${name} is not in the input`)
  return property
}

/** An object's schema without some of its keys. */
function without({ properties = {}, required, ...schema }: JsonSchema, keys: string[]): JsonSchema {
  const rest = Object.entries(properties).filter(([key]) => !keys.includes(key))
  const left = required?.filter((key) => !keys.includes(key)) ?? []
  return {
    ...schema,
    properties: Object.fromEntries(rest),
    ...(left.length > 0 && { required: left }),
  }
}

export const json = (schema: JsonSchema): Content => ({ 'application/json': { schema } })

/**
 * An event stream. OpenAPI 3.1 has no word for one: it is a text, and what its frames hold is said
 * by JSON Schema's words for the content of a text.
 */
export const eventStream = (frame: string): Content => ({
  'text/event-stream': {
    schema: {
      type: 'string',
      contentMediaType: 'text/event-stream',
      contentSchema: { type: 'array', items: schemaRef(frame) },
    },
  },
})
