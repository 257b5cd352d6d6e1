import { z } from 'zod'
import { directory, noContent, operation, typed } from './operation'
import {
  type ProviderAuthMethods,
  ProviderAuthMethodsSchema,
  ProviderIdSchema,
  ProvidersSchema,
} from './provider-types'

const inDirectory = z.strictObject({ directory: directory.optional() })
const method = z
  .number()
  .int()
  .min(0)
  .max(100)
  .describe('Index in the list of the provider’s methods (`GET /api/providers/auth`)')

/** Who runs the models, and how to be let in. */
export const providerOperations = {
  'providers.list': operation({
    method: 'GET',
    path: '/api/providers',
    status: 200,
    summary: 'Providers of models, which are connected, and the models of those',
    input: inDirectory.extend({
      which: z
        .enum(['all', 'connected'])
        .optional()
        .describe('All of them when absent, which takes the engine a second each time'),
    }),
    output: ProvidersSchema,
  }),
  'providers.auth': operation({
    method: 'GET',
    path: '/api/providers/auth',
    status: 200,
    summary: 'Ways to connect each provider that has others than an API key',
    input: inDirectory,
    output: typed<ProviderAuthMethods>(ProviderAuthMethodsSchema),
  }),
  'providers.connect': operation({
    method: 'POST',
    path: '/api/providers/:id/connect',
    status: 204,
    summary: 'Connect a provider by an API key, which the engine keeps',
    input: z.strictObject({
      id: ProviderIdSchema,
      key: z.string().trim().min(1).max(10_000).describe('The API key; it is never given back'),
      inputs: z
        .record(z.string().max(200), z.string().max(10_000))
        .optional()
        .describe('Answers to what the provider’s method of type `api` prompts for'),
    }),
    output: noContent,
    conflicts: true,
  }),
  'providers.disconnect': operation({
    method: 'DELETE',
    path: '/api/providers/:id/connect',
    status: 204,
    summary: 'Forget the key or login of a provider',
    input: z.strictObject({ id: ProviderIdSchema }),
    output: noContent,
    conflicts: true,
  }),
  'providers.authorize': operation({
    method: 'POST',
    path: '/api/providers/:id/oauth/authorize',
    status: 200,
    summary: 'Begin a login by OAuth: where the person has to go, and what happens then',
    input: z.strictObject({
      id: ProviderIdSchema,
      method,
      inputs: z
        .record(z.string().max(200), z.string().max(10_000))
        .optional()
        .describe('Answers to what the method prompts for'),
    }),
    output: z.object({
      url: z.string().describe('To be opened in a browser'),
      method: z
        .enum(['auto', 'code'])
        .describe(
          '`code`: the person brings a code back; `auto`: the engine waits for the provider',
        ),
      instructions: z.string(),
    }),
  }),
  'providers.callback': operation({
    method: 'POST',
    path: '/api/providers/:id/oauth/callback',
    status: 204,
    summary: 'Finish a login by OAuth; without a code it waits until the person is done',
    input: z.strictObject({
      id: ProviderIdSchema,
      method,
      code: z.string().trim().min(1).max(10_000).optional(),
    }),
    output: noContent,
    conflicts: true,
  }),
}
