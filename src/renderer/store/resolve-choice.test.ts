import { describe, expect, it } from 'vitest'
import type { Model } from '../../shared/provider-types'
import { type Catalog, NO_CATALOG } from './catalog'
import { Choices } from './choices'
import { model as modelOf, session } from './fixtures'
import { resolveChoice, type Situation } from './resolve-choice'

const model = (id: string, variants: string[] = []): Model =>
  modelOf({ id, name: id.toUpperCase(), variants, limit: { context: 1, output: 1 } })
const provider = (id: string, ...models: Model[]) => ({
  id,
  name: id,
  connected: true,
  source: 'api' as const,
  env: [],
  models,
})
const agent = (name: string, more: object = {}) => ({
  name,
  mode: 'primary' as const,
  permission: [],
  options: {},
  ...more,
})
const catalog: Catalog = {
  ...NO_CATALOG,
  phase: 'ready',
  providers: [provider('p', model('m'), model('n', ['low', 'high']))],
  defaults: { p: 'm' },
  agents: [agent('build'), agent('plan'), agent('explore', { mode: 'subagent' })],
}
const resolve = (more: Partial<Situation> = {}) =>
  resolveChoice({ choice: {}, preset: {}, session: undefined, catalog, ...more })
const N = { providerID: 'p', modelID: 'n' }

describe('who answers', () => {
  it('is left to the engine, and shown as far as it is known', () => {
    const { sent, agent, model: known } = resolve()
    expect({ sent, agent, model: known?.id }).toEqual({ sent: {}, agent: 'build', model: 'm' })
    const two = { ...catalog, providers: [...catalog.providers, provider('q', model('x'))] }
    expect(resolve({ catalog: two }).modelRef).toBeUndefined()
    const configured = resolve({ catalog: { ...two, configured: N } })
    expect([configured.sent, configured.modelRef]).toEqual([{}, N])
  })

  it('is what was chosen last, in a session that nobody has said anything in', () => {
    const preset = { model: N, agent: 'plan', variant: 'high' }
    expect(resolve({ preset }).sent).toEqual(preset)
  })

  it('goes on as in the session, whose agent and effort the engine would not keep', () => {
    const last = session('ses_1', 1, {
      agent: 'plan',
      model: { id: 'n', providerID: 'p', variant: 'low' },
    })
    const preset = { model: { providerID: 'p', modelID: 'm' }, agent: 'build' }
    const { sent } = resolve({ session: last, preset })
    expect(sent).toEqual({ agent: 'plan', model: N, variant: 'low' })
    const chosen = resolve({ session: last, choice: { agent: 'build' } })
    expect(chosen.sent.agent).toBe('build')
  })

  it('falls back, and says so, when what was chosen is gone', () => {
    const choice = { model: { providerID: 'p', modelID: 'old' }, agent: 'writer' }
    const { sent, gone, model } = resolve({ choice })
    expect(sent).toEqual({})
    expect(model?.id).toBe('m')
    expect(gone).toBe('old and writer are not available here. The default answers instead.')
    // Nothing is gone that nobody has looked for yet.
    expect(resolve({ choice, catalog: NO_CATALOG }).gone).toBe('')
  })

  it('has an effort only that its model has', () => {
    expect(resolve({ choice: { variant: 'high' } }).sent).toEqual({})
  })
})

describe('choices', () => {
  it('are each session’s own, and those of sessions to come', () => {
    const choices = new Choices()
    choices.choose('', { model: N })
    choices.move('', 'ses_1')
    choices.choose('ses_2', { agent: 'plan' })
    expect(choices.of('ses_1')).toEqual({ model: N })
    expect(choices.of('ses_2')).toEqual({ agent: 'plan' })
    expect(choices.of('')).toEqual({})
    expect(choices.state.preset).toEqual({ model: N, agent: 'plan' })
    choices.choose('ses_1', { model: undefined })
    expect(choices.of('ses_1')).toEqual({})
    choices.drop('ses_2')
    expect(choices.of('ses_2')).toEqual({})
  })

  it('remember five models, the last one first', () => {
    const choices = new Choices()
    const ref = (modelID: string) => ({ providerID: 'p', modelID })
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'b']) choices.choose('', { model: ref(id) })
    expect(choices.state.recent.map((it) => it.modelID)).toEqual(['b', 'f', 'e', 'd', 'c'])
  })
})
