import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { type Operation, operations } from '../../shared/operations'
import { createOpenApi } from './openapi'

const document = createOpenApi('1.2.3')
const routes = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ path, verb, operation })),
)
const operation = (id: string) => {
  const found = routes.find((route) => route.operation.operationId === id)
  if (!found) throw new Error(`${id} is not in the document`)
  return found.operation
}
/** Every object in the document with where it stands. */
function* walk(value: unknown, where = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield [where, value as Record<string, unknown>]
  for (const [key, child] of Object.entries(value)) {
    yield* walk(child, `${where}/${key.replaceAll('/', '~1')}`)
  }
}
const places = [...walk(document)]
const at = new Map(places)
const references = places.flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []))

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    // The validator takes what it is given apart.
    const { valid, errors } = await validator.validate(structuredClone({ ...document }))
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
  })

  it('has each row of the table and, beside it, what the listener adds, and nothing else', () => {
    const rows = Object.entries<Operation>(operations).map(
      ([name, { method, path }]) => `${name} ${method} ${path}`,
    )
    const described = routes.map(({ path, verb, operation: { operationId } }) => {
      const ours = path.replaceAll(/\{(\w+)\}/g, ':$1')
      return `${operationId} ${verb.toUpperCase()} ${ours}`
    })
    const beside = [
      'health GET /api/health',
      'pair POST /api/pair',
      'events GET /api/events',
      'openapi GET /api/openapi.json',
    ]
    expect(described.sort()).toEqual([...rows, ...beside].sort())
  })

  it('resolves every reference, and uses every component', () => {
    expect(references.filter((reference) => !at.has(reference))).toEqual([])
    const components = places
      .map(([where]) => where)
      .filter((where) => /^#\/components\/(schemas|responses|headers)\/[^/]+$/.test(where))
    expect(components.filter((where) => !references.includes(where))).toEqual([])
  })

  it('says nothing of size twice', () => {
    const seen = new Map<string, string>()
    const twice = places.flatMap(([where, value]) => {
      const text = JSON.stringify(value)
      const before = seen.get(text)
      seen.set(text, where)
      const isSchema = 'properties' in value || 'enum' in value || 'anyOf' in value
      return before && isSchema && text.length > 150 ? [`${before} and ${where}`] : []
    })
    expect(twice).toEqual([])
  })

  it('says what each operation is for and how it can fail', () => {
    for (const { operation } of routes) {
      const { operationId, summary, tags, responses } = operation
      expect([operationId, summary.length > 10, tags.length]).toEqual([operationId, true, 1])
      expect([operationId, document.tags.map(({ name }) => name)]).toEqual([
        operationId,
        expect.arrayContaining(tags),
      ])
      const statuses = Object.keys(responses).map(Number)
      const isOpen = operationId === 'health' || operationId === 'pair'
      const always = isOpen ? [403] : [401, 403, 500]
      expect([operationId, statuses]).toEqual([operationId, expect.arrayContaining(always)])
    }
  })

  it.each([
    ['engine.status', [200, 400, 401, 403, 500]],
    ['engine.restart', [200, 400, 401, 403, 409, 413, 415, 500, 503, 504]],
    ['sessions.list', [200, 400, 401, 403, 500, 503, 504]],
    ['sessions.create', [201, 400, 401, 403, 404, 413, 415, 500, 503, 504]],
    ['sessions.delete', [204, 400, 401, 403, 404, 500, 503, 504]],
    ['sessions.revert', [200, 400, 401, 403, 404, 409, 413, 415, 500, 503, 504]],
    ['files.read', [200, 400, 401, 403, 404, 413, 500, 503, 504]],
    ['events', [200, 400, 401, 403, 500]],
  ])('lists what %s can answer', (id, statuses) => {
    expect(Object.keys(operation(id).responses).map(Number)).toEqual(statuses)
  })

  it('gives every failure the shape of an error, and 503 its Retry-After', () => {
    const responses = places.filter(([where]) => /^#\/components\/responses\/\w+$/.test(where))
    expect(responses).toHaveLength(10)
    for (const [, response] of responses) {
      expect(response).toMatchObject({
        content: { 'application/json': { schema: { $ref: '#/components/schemas/ApiError' } } },
      })
    }
    expect(at.get('#/components/responses/EngineUnavailable')).toMatchObject({
      headers: { 'Retry-After': { schema: { type: 'integer' } } },
    })
  })

  it('puts what an operation takes into the path, the query or the body', () => {
    expect(operation('sessions.messages').parameters).toEqual([
      {
        name: 'id',
        in: 'path',
        required: true,
        schema: { $ref: '#/components/schemas/SessionId' },
      },
      {
        name: 'limit',
        in: 'query',
        required: false,
        description: 'Only the newest so many',
        schema: { type: 'integer', minimum: 1, maximum: 10_000 },
      },
      expect.objectContaining({ name: 'before', in: 'query', required: false }),
    ])
    expect(operation('files.read').parameters?.[0]).toMatchObject({ name: 'path', required: true })
    const { parameters, requestBody } = operation('sessions.prompt')
    expect(parameters?.map(({ name }) => name)).toEqual(['id'])
    expect(requestBody).toEqual({
      required: true,
      content: {
        'application/json': { schema: { $ref: '#/components/schemas/SessionPromptRequest' } },
      },
    })
    expect(operation('sessions.create').requestBody?.required).toBe(false)
    expect(operation('sessions.abort').requestBody).toBeUndefined()
    const update = operation('sessions.update').requestBody
    expect(update?.required).toBe(true)
    expect(update?.content['application/json']?.schema).toMatchObject({ minProperties: 1 })
  })

  it('names the bodies of the contract', () => {
    for (const [id, name] of [
      ['sessions.prompt', 'SessionPromptRequest'],
      ['sessions.command', 'SessionCommandRequest'],
      ['sessions.shell', 'SessionShellRequest'],
    ] as const) {
      expect(operation(id).requestBody?.content['application/json']?.schema).toEqual({
        $ref: `#/components/schemas/${name}`,
      })
    }
  })

  it('describes the frames of each event stream', () => {
    const streams = Object.entries<Operation>(operations).filter(([, { stream }]) => stream)
    expect(streams.length).toBeGreaterThan(0)
    for (const [id, frame] of [
      ['events', 'EventsFrame'],
      ...streams.map(([name]) => [name, 'RunFrame'] as const),
    ] as const) {
      expect([id, operation(id).responses[200]]).toEqual([
        id,
        expect.objectContaining({
          content: {
            'text/event-stream': {
              schema: {
                type: 'string',
                contentMediaType: 'text/event-stream',
                contentSchema: {
                  type: 'array',
                  items: { $ref: `#/components/schemas/${frame}` },
                },
              },
            },
          },
        }),
      ])
    }
    expect(operation('events').parameters?.map(({ name, in: place }) => [place, name])).toEqual([
      ['header', 'Last-Event-ID'],
      ['query', 'lastEventId'],
    ])
  })

  it('locks everything but health and pairing', () => {
    expect(document.security).toEqual([{ bearer: [] }])
    const open = routes.filter((route) => route.operation.security !== undefined)
    expect(open.map((route) => route.operation.operationId)).toEqual(['health', 'pair'])
    expect(operation('health').security).toEqual([])
    expect(Object.keys(document.components.securitySchemes ?? {})).toEqual(['bearer'])
    expect(document.components.securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer' },
    })
  })

  it('says where to follow from after an answer that overlaps with the stream', () => {
    expect(operation('sessions.messages').responses[200]).toMatchObject({
      headers: { 'X-Wheelhouse-Seq': { $ref: '#/components/headers/X-Wheelhouse-Seq' } },
    })
  })
})
