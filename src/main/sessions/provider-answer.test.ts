import type { ProviderListResponse } from '@opencode-ai/sdk/v2/types'
import { expect, test } from 'vitest'
import { ProvidersSchema } from '../../shared/provider-types'
import { readProviders } from './provider-answer'

const SECRET = 'sk-secret'

const model = {
  id: 'm',
  providerID: 'one',
  api: { id: 'm', url: `https://user:${SECRET}@host`, npm: 'x' },
  name: 'Model',
  status: 'active',
  release_date: '2026-01-01',
  capabilities: {
    temperature: true,
    reasoning: true,
    toolcall: true,
    attachment: false,
    input: { text: true, audio: false, image: true, video: false, pdf: false },
    output: { text: true, audio: false, image: false, video: false, pdf: false },
    interleaved: false,
  },
  cost: { input: 1, output: 2, cache: { read: 3, write: 4, secret: SECRET } },
  limit: { context: 5, output: 6, secret: SECRET },
  options: { apiKey: SECRET },
  headers: { authorization: SECRET },
  variants: { high: { key: SECRET } },
  secret: SECRET,
}
const provider = (id: string, name: string) => ({
  id,
  name,
  source: 'api',
  env: ['ONE_KEY'],
  key: SECRET,
  options: { apiKey: SECRET },
  models: { m: model },
  secret: SECRET,
})
const answer = {
  all: [
    provider('z', 'Zed'),
    provider('one', 'one'),
    provider('b', 'Beta'),
    provider('a', 'alpha'),
  ],
  default: { one: 'm', b: 'm' },
  connected: ['one', 'a'],
  secret: SECRET,
} as unknown as ProviderListResponse

test('nothing that the engine adds goes on', () => {
  const read = readProviders(answer)
  expect(JSON.stringify(read)).not.toContain(SECRET)
  expect(ProvidersSchema.parse(read)).toEqual(read)
})

test('connected ones come first, then by name; only they have models and a default', () => {
  const { providers, defaults } = readProviders(answer)
  expect(providers.map(({ id, connected, models }) => [id, connected, models.length])).toEqual([
    ['a', true, 1],
    ['one', true, 1],
    ['b', false, 0],
    ['z', false, 0],
  ])
  expect(defaults).toEqual({ one: 'm' })
})

test('a model is told as the contract has it', () => {
  const { providers } = readProviders(answer)
  expect(providers[0]?.models[0]).toEqual({
    id: 'm',
    name: 'Model',
    status: 'active',
    releaseDate: '2026-01-01',
    reasoning: true,
    toolcall: true,
    attachment: false,
    input: ['text', 'image'],
    variants: ['high'],
    limit: { context: 5, output: 6 },
    cost: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 },
  })
})

test('the model that the configuration names is told, whatever its name holds', () => {
  expect(readProviders(answer, 'one/vendor/m').configured).toEqual({
    providerID: 'one',
    modelID: 'vendor/m',
  })
  expect(readProviders(answer)).not.toHaveProperty('configured')
  expect(readProviders(answer, 'nonsense')).not.toHaveProperty('configured')
})
