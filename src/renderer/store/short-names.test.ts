import { expect, it } from 'vitest'
import type { Provider } from '../../shared/provider-types'
import { setUp } from './actions-fixture'
import { model } from './fixtures'

const LONG = 'a'.repeat(1_000_000)

const provider: Provider = {
  id: 'p',
  name: LONG,
  connected: true,
  source: 'config',
  env: [],
  models: [model({ id: LONG, name: LONG }), model({ id: 'b', name: 'B' })],
}
const answers = {
  'providers.list': () => ({ providers: [provider], defaults: {} }),
  'agents.list': () => [{ name: LONG, description: LONG, mode: 'primary' }, { name: 'plan' }],
  'commands.list': () => [{ name: LONG, description: LONG, hints: [], template: '' }],
}

it('a catalog holds short names and descriptions, and the ids whole', async () => {
  const { store, actions } = setUp(answers)
  await actions.loadCatalog(undefined)
  const { agents, commands, providers } = store.catalogs.get(undefined)
  expect(agents[0]?.name).toBe(LONG)
  expect([agents[0], commands[0]].map((it) => it?.description?.length)).toEqual([501, 501])
  expect(agents[1]?.description).toBeUndefined()
  expect(providers[0]?.name).toHaveLength(301)
  expect(providers[0]?.models.map(({ id, name }) => [id.length, name.length])).toEqual([
    [LONG.length, 301],
    [1, 1],
  ])
})

it('the list of providers holds short names', async () => {
  const { store, actions } = setUp(answers)
  await actions.loadProviders()
  expect(store.providers.all[0]?.name).toHaveLength(301)
})
