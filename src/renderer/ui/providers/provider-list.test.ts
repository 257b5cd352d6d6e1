import { expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider-types'
import { providerGroups } from './provider-list'

const providers = (count: number, connected: boolean) =>
  Array.from(
    { length: count },
    (_, at): Provider => ({
      id: `yard-${at}`,
      name: `Yard ${at}`,
      connected,
      source: 'config',
      env: [],
      models: [],
    }),
  )
const counts = (all: readonly Provider[], query = '') =>
  providerGroups(all, query).map(({ value, items }) => [value, items.length])

it('no more providers are listed than are looked through, and others are found', () => {
  expect(counts(providers(140, false))).toEqual([['All others', 140]])
  expect(counts(providers(5_000, true))).toEqual([['Connected', 300]])
  expect(counts([...providers(200, true), ...providers(5_000, false)])).toEqual([
    ['Connected', 200],
    ['All others', 100],
  ])
  expect(providerGroups(providers(5_000, true), 'yard 4999')[0]?.items[0]?.id).toBe('yard-4999')
})
