import { describe, expect, it } from 'vitest'
import type { EngineStatus } from '../../../shared/engine-types'
import type { Model, Provider } from '../../../shared/provider-types'
import { projection, READY, SESSION, session } from '../../store/fixtures'
import { Store } from '../../store/store'
import { isFirstRun, modelsState } from './first-run'

const MODEL = { id: 'm', name: 'M', cost: { input: 0 } } as Model
const FREE: Provider = {
  id: 'opencode',
  name: 'OpenCode Zen',
  connected: true,
  source: 'custom',
  env: [],
  models: [MODEL],
}
const OWN: Provider = { ...FREE, id: 'anthropic', name: 'Anthropic', source: 'api' }

function storeWith(providers: Provider[] | undefined, engine: EngineStatus = READY) {
  const store = new Store((run) => run())
  store.hello({ kind: 'hello', epoch: 'a', seq: 0, projection: projection({ engine }) })
  if (providers) store.providers.fill(store.providers.begin(), { providers, defaults: {} }, {})
  return store
}

describe('the first run', () => {
  it('is led through from the start, whatever is still to be loaded', () => {
    expect(isFirstRun(storeWith(undefined))).toBe(true)
    expect(isFirstRun(storeWith([FREE]))).toBe(true)
  })

  it('is over for who has been through it, has a key, or has sessions', () => {
    const store = storeWith([FREE])
    store.settings.change({ isWelcomed: true })
    expect(isFirstRun(store)).toBe(false)
    expect(isFirstRun(storeWith([OWN]))).toBe(false)
    const worked = storeWith([FREE])
    worked.list.fill(worked.list.begin(), [session(SESSION, 1)])
    expect(isFirstRun(worked)).toBe(false)
  })

  it('leads again to a provider when nothing can answer', () => {
    const store = storeWith([{ ...FREE, models: [] }])
    store.settings.change({ isWelcomed: true })
    expect(isFirstRun(store)).toBe(true)
  })

  it('is not in the way of the demo', () => {
    expect(isFirstRun(storeWith([], { ...READY, demo: true }))).toBe(false)
  })
})

describe('what there is to answer', () => {
  it.each<[string, Provider[] | undefined, string]>([
    ['unknown yet', undefined, 'loading'],
    ['nobody', [{ ...OWN, connected: false }], 'none'],
    ['somebody without models', [{ ...OWN, models: [] }], 'empty'],
    ['free models', [FREE], 'free'],
    ['one’s own', [OWN, FREE], 'own'],
  ])('is said: %s', (_, providers, kind) => {
    expect(modelsState(storeWith(providers)).kind).toBe(kind)
  })

  it('is said to have failed', () => {
    const store = storeWith(undefined)
    store.providers.fail(store.providers.begin(), 'Gone.')
    expect(modelsState(store)).toEqual({ kind: 'failed', reason: 'Gone.' })
  })
})
