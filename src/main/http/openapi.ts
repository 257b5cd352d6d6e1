import { MessageIdSchema } from '../../shared/engine-types'
import { type Operation, type OperationName, operations } from '../../shared/operations'
import { errorResponses, failures } from './openapi-errors'
import {
  describeOperation,
  eventStream,
  json,
  type Parameter,
  type PathOperation,
  pathTemplate,
} from './openapi-operations'
import { createSchemas, type JsonSchema } from './openapi-schemas'

/** An OpenAPI 3.1 document, as far as ours goes. */
export interface OpenApiDocument {
  openapi: string
  info: object
  servers: object[]
  tags: { name: string; description: string }[]
  security: object[]
  paths: Record<string, Record<string, PathOperation>>
  components: { schemas: Record<string, JsonSchema> } & Record<string, object>
}

/**
 * Describes the whole REST door: the operations table and what stands beside it.
 * @param version of the app
 */
export function createOpenApi(version: string): OpenApiDocument {
  const schemas = createSchemas()
  const paths: OpenApiDocument['paths'] = {}
  const add = (method: string, path: string, operation: PathOperation) => {
    const template = pathTemplate(path)
    paths[template] = { ...paths[template], [method.toLowerCase()]: operation }
  }
  add('GET', '/api/health', health)
  add('GET', '/api/openapi.json', openapi)
  add('GET', '/api/events', events)
  add('POST', '/api/pair', pair)
  for (const [name, row] of Object.entries(operations) as [OperationName, Operation][]) {
    add(row.method, row.path, describeOperation(name, row, schemas))
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Wheelhouse', version, description: ABOUT, license: { name: 'MIT' } },
    servers: [{ url: '/', description: 'The address that this document came from' }],
    tags: TAGS.map(([name, description]) => ({ name, description })),
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: schemas.components,
      responses: errorResponses(),
      headers: {
        'X-Wheelhouse-Seq': {
          description:
            'The answer holds everything up to this event: follow `GET /api/events` from here (`Last-Event-ID`) and nothing is missed or repeated',
          schema: { type: 'string' },
        },
        'X-Wheelhouse-Message': {
          description: 'Id of the user message that began the run',
          schema: schemas.of(MessageIdSchema),
        },
      },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'The token of `server.json` in the user-data directory, mode 0600; or that of a paired browser',
        },
      },
    },
  }
}

const ABOUT = `The OpenCode engine, by way of Wheelhouse, on loopback.

Every error is \`{error, code, details?}\`. Beside what each operation lists, a path that is not there
is answered 404, a wrong verb 405 with \`Allow\`, a request that dribbles 408, and headers that are too
large 431. A key that an operation does not know is refused with 400.`

const TAGS = [
  ['app', 'Wheelhouse itself'],
  ['engine', 'The engine: its state, start and stop'],
  ['events', 'Everything that happens, as it happens'],
  ['sessions', 'Sessions, what is said in them, and what comes of it'],
  ['permissions', 'What the agent waits for leave to do'],
  ['questions', 'What the agent wants to know'],
  ['providers', 'Who runs the models, and how to be let in'],
  ['agents', 'Who can be asked'],
  ['commands', 'What can be said by name'],
  ['projects', 'Where OpenCode was used'],
  ['files', 'What is in the project'],
  ['mcp', 'MCP servers'],
  ['browser', 'Wheelhouse in a browser'],
  ['desktop', 'What only the desktop has'],
] as const

const health: PathOperation = {
  operationId: 'health',
  tags: ['app'],
  summary: 'Whether Wheelhouse is there',
  security: [],
  responses: {
    200: {
      description: 'It is',
      content: json({
        type: 'object',
        properties: { status: { type: 'string', const: 'ok' }, version: { type: 'string' } },
        required: ['status', 'version'],
      }),
    },
    ...failures([403]),
  },
}

const openapi: PathOperation = {
  operationId: 'openapi',
  tags: ['app'],
  summary: 'This document',
  responses: {
    200: { description: 'OpenAPI 3.1', content: json({ type: 'object' }) },
    ...failures([401, 403, 500]),
  },
}

const pair: PathOperation = {
  operationId: 'pair',
  tags: ['browser'],
  summary: 'Exchange the one-time code of `browser.link` for a token of this browser’s own',
  description: 'For pages that Wheelhouse itself serves: `Origin` must be its own address.',
  security: [],
  requestBody: {
    required: true,
    content: json({
      type: 'object',
      properties: { code: { type: 'string', description: 'Good once, for two minutes' } },
      required: ['code'],
      additionalProperties: false,
    }),
  },
  responses: {
    200: {
      description: 'Paired',
      content: json({
        type: 'object',
        properties: {
          token: {
            type: 'string',
            description:
              'For `Authorization: Bearer`, until Wheelhouse ends or turns the browser away',
          },
        },
        required: ['token'],
      }),
    },
    ...failures([400, 401, 403, 413, 415]),
  },
}

const lastEventId: Pick<Parameter, 'description' | 'schema'> = {
  description: 'Id of the last event that was seen',
  schema: { type: 'string' },
}

const events: PathOperation = {
  operationId: 'events',
  tags: ['events'],
  summary: 'Follow every event of the engine',
  description:
    'First `hello`; then every event after the one that is named by `Last-Event-ID`, or after now; ' +
    '`resync` whenever events were lost. It has no end. A comment comes every 15 s.',
  parameters: [
    { name: 'Last-Event-ID', in: 'header', ...lastEventId },
    { name: 'lastEventId', in: 'query', ...lastEventId },
  ],
  responses: {
    200: { description: 'The events', content: eventStream('EventsFrame') },
    ...failures([400, 401, 403, 500]),
  },
}
