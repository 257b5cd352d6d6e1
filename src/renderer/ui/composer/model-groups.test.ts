import { expect, it } from 'vitest'
import type { Model } from '../../../shared/provider-types'
import { model as modelOf } from '../../store/fixtures'
import { describeModel, explainModel, groupModels, MOST_MODELS } from './model-groups'

const model = (id: string, more: Partial<Model> = {}): Model =>
  modelOf({ id, name: `Name of ${id}`, limit: { context: 200_000, output: 1 }, ...more })
const provider = (id: string, connected: boolean, models: Model[]) => ({
  id,
  name: `The ${id}`,
  connected,
  source: 'api' as const,
  env: [],
  models,
})
const shown = (groups: ReturnType<typeof groupModels>['groups']) =>
  groups.map(({ value, items }) => `${value}: ${items.map(({ key }) => key).join()}`)

it('only connected providers have models, and what was chosen last comes first', () => {
  const providers = [
    provider('a', true, [model('x'), model('old', { status: 'deprecated' })]),
    provider('b', true, [model('y')]),
    provider('c', false, [model('z')]),
  ]
  const recent = [
    { providerID: 'b', modelID: 'y' },
    { providerID: 'c', modelID: 'z' },
  ]
  const { groups } = groupModels({ providers }, recent, '')
  expect(shown(groups)).toEqual([': default', 'Recent: recent b/y', 'The a: a/x', 'The b: b/y'])
  expect(shown(groupModels({ providers }, recent, 'of y').groups)).toEqual(['The b: b/y'])
  expect(groupModels({ providers }, recent, 'nothing').count).toBe(0)
})

it('a thousand models are not all shown at once', () => {
  const many = Array.from({ length: 1_000 }, (_, i) => model(`m${i}`))
  const { groups, count } = groupModels({ providers: [provider('a', true, many)] }, [], '')
  expect(count).toBe(1_000)
  expect(groups.at(-1)?.items).toHaveLength(MOST_MODELS)
})

it('says shortly what a model holds and costs, and at length what it can do', () => {
  const cost = { input: 3, output: 15.5, cacheRead: 0, cacheWrite: 0 }
  const it = model('x', { cost, input: ['text', 'image'], reasoning: true })
  expect(describeModel(it)).toBe('200K · $3 / $15.5')
  expect(explainModel(it)).toBe(
    '200K tokens of context; $3 in and $15.5 out for a million tokens; takes image; reasons',
  )
  expect(describeModel(model('x', { limit: { context: 1_048_576, output: 1 } }))).toBe('1M')
})
