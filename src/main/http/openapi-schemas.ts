import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import {
  EngineStatusSchema,
  FileDiffSchema,
  MessageIdSchema,
  MessageWithPartsSchema,
  ModelRefSchema,
  PartSourceTextSchema,
  PermissionIdSchema,
  PermissionRequestSchema,
  QuestionIdSchema,
  QuestionRequestSchema,
  SessionCommandRequestSchema,
  SessionIdSchema,
  SessionPromptRequestSchema,
  SessionSchema,
  SessionShellRequestSchema,
  SessionStatusResponseSchema,
  SessionStatusSchema,
  TodoSchema,
} from '../../shared/engine-types'
import { RestErrorSchema } from '../../shared/error-schemas'
import { type Operation, operations } from '../../shared/operations'
import {
  ModelSchema,
  ProviderAuthMethodsSchema,
  ProviderIdSchema,
  ProviderSchema,
  ProvidersSchema,
} from '../../shared/provider-types'
import {
  FilesOutcomeSchema,
  KeptFilesSchema,
  SessionWithFilesSchema,
} from '../../shared/undo-operations'
import {
  EventEnvelopeSchema,
  EventFrameSchema,
  EventsFrameSchema,
  HelloSchema,
  ProjectionSchema,
  ResyncFrameSchema,
  ResyncSchema,
  RunFrameSchema,
} from './openapi-frames'

export type JsonSchema = z.core.JSONSchema.BaseSchema

/** What has a name of its own in the document, and stands there once. */
const NAMED: Record<string, z.ZodType> = {
  Agent: operations['agents.list'].output.element,
  ApiError: RestErrorSchema,
  Command: operations['commands.list'].output.element,
  EngineStatus: EngineStatusSchema,
  EventEnvelope: EventEnvelopeSchema,
  EventFrame: EventFrameSchema,
  EventsFrame: EventsFrameSchema,
  FileContent: operations['files.read'].output,
  FileDiff: FileDiffSchema,
  FilesOutcome: FilesOutcomeSchema,
  FilePart: SessionCommandRequestSchema.shape.parts.unwrap().element,
  Hello: HelloSchema,
  KeptFiles: KeptFilesSchema,
  Leftover: operations['sessions.processes'].output.element,
  MessageId: MessageIdSchema,
  MessageWithParts: MessageWithPartsSchema,
  Model: ModelSchema,
  ModelRef: ModelRefSchema,
  PartSourceText: PartSourceTextSchema,
  PermissionId: PermissionIdSchema,
  PermissionRequest: PermissionRequestSchema,
  Project: operations['projects.list'].output.element,
  Projection: ProjectionSchema,
  Provider: ProviderSchema,
  ProviderAuthMethods: ProviderAuthMethodsSchema,
  ProviderId: ProviderIdSchema,
  Providers: ProvidersSchema,
  QuestionId: QuestionIdSchema,
  QuestionRequest: QuestionRequestSchema,
  RecentProject: operations['projects.use'].output,
  Resync: ResyncSchema,
  ResyncFrame: ResyncFrameSchema,
  RunFrame: RunFrameSchema,
  Session: SessionSchema,
  SessionCommandRequest: SessionCommandRequestSchema,
  SessionId: SessionIdSchema,
  SessionPromptRequest: SessionPromptRequestSchema,
  SessionShellRequest: SessionShellRequestSchema,
  SessionStatus: SessionStatusSchema,
  SessionStatusResponse: SessionStatusResponseSchema,
  SessionWithFiles: SessionWithFilesSchema,
  Todo: TodoSchema,
}

export const schemaRef = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/** The JSON Schemas of the document. */
export interface Schemas {
  /** Those with a name. */
  components: Record<string, JsonSchema>
  /** What stands in the document for a schema of the table: a reference, if it has a name. */
  of: (schema: z.ZodType) => JsonSchema
  /** A reference in place of what is the same as a named schema. */
  named: (schema: JsonSchema) => JsonSchema
}

/** Makes the JSON Schemas (draft 2020-12, as OpenAPI 3.1 has them) of the whole table at once. */
export function createSchemas(): Schemas {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id })
  for (const [name, { input, output, status, stream }] of Object.entries<Operation>(operations)) {
    if (!registry.has(input)) registry.add(input, { id: `${name}:input` })
    const answers = status !== 204 && !stream
    if (answers && !registry.has(output)) registry.add(output, { id: `${name}:output` })
  }
  const { schemas } = z.toJSONSchema(registry, {
    // As read, outputs too: what is given may then have fields that are not named yet.
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
  })
  const bare = Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]),
  ) as Record<string, JsonSchema>
  const components = Object.fromEntries(
    Object.entries(bare).filter(([id]) => Object.hasOwn(NAMED, id)),
  )
  return {
    components,
    of: (schema) => {
      const id = registry.get(schema)?.id ?? ''
      const json = bare[id]
      if (!json) throw new Error('Only schemas of the table are in the document')
      return Object.hasOwn(NAMED, id) ? schemaRef(id) : json
    },
    named: (schema) => {
      const same = Object.entries(components).find(([, known]) => isDeepStrictEqual(known, schema))
      return same ? schemaRef(same[0]) : schema
    },
  }
}
