import type { ProviderAuthMethod } from '@opencode-ai/sdk/v2/types'
import { z } from 'zod'

export const ProviderIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is not a provider id')

const price = z.number().describe('US dollars for a million tokens')

export const ModelSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    family: z.string().optional(),
    status: z.enum(['alpha', 'beta', 'deprecated', 'active']),
    releaseDate: z.string(),
    reasoning: z.boolean(),
    toolcall: z.boolean(),
    attachment: z.boolean().describe('Whether it takes files'),
    input: z.array(z.string()).describe('What it takes: text, image, pdf, audio, video'),
    variants: z.array(z.string()).describe('What a prompt may name as `variant`'),
    limit: z.object({ context: z.number(), output: z.number() }).describe('In tokens'),
    cost: z.object({ input: price, output: price, cacheRead: price, cacheWrite: price }),
  })
  .describe('A model, without what concerns its connection')
export type Model = z.infer<typeof ModelSchema>

export const ProviderSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    connected: z.boolean(),
    source: z
      .enum(['env', 'config', 'custom', 'api'])
      .describe('Where its key or setting comes from, when connected'),
    env: z.array(z.string()).describe('Environment variables that would hold its key'),
    models: z.array(ModelSchema).describe('Empty unless connected'),
  })
  .describe('A provider of models. Its key never leaves the engine')
export type Provider = z.infer<typeof ProviderSchema>

export const ProvidersSchema = z.object({
  providers: z.array(ProviderSchema).describe('Connected ones first, then by name'),
  defaults: z
    .record(z.string(), z.string())
    .describe('For each connected provider the model that is taken when none is named'),
  configured: z
    .object({ providerID: z.string(), modelID: z.string() })
    .optional()
    .describe('The model that the configuration names for all that name none'),
})
export type Providers = z.infer<typeof ProvidersSchema>

const condition = z.looseObject({ key: z.string(), op: z.enum(['eq', 'neq']), value: z.string() })

export const ProviderAuthMethodsSchema = z
  .record(
    z.string(),
    z.array(
      z.looseObject({
        type: z.enum(['oauth', 'api']),
        label: z.string(),
        prompts: z
          .array(
            z.looseObject({
              type: z.enum(['text', 'select']),
              key: z.string(),
              message: z.string(),
              when: condition.optional(),
            }),
          )
          .optional(),
      }),
    ),
  )
  .describe('For each provider its ways to connect, as the engine gives them')
export type ProviderAuthMethods = Record<string, ProviderAuthMethod[]>
