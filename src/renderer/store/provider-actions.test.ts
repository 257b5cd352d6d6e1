import { describe, expect, it, vi } from 'vitest'
import type { Model, Provider } from '../../shared/provider-types'
import { refuse, setUp } from './actions-fixture'
import { isForgettable, isKeyless, offered } from './providers'

const KEY = 'sk-very-secret'
const model = (input: number) => ({ id: 'm', cost: { input } }) as Model
const provider = (id: string, more: Partial<Provider> = {}): Provider => ({
  id,
  name: id,
  connected: false,
  source: 'api',
  env: [],
  models: [],
  ...more,
})
const list = (...providers: Provider[]) => ({ providers, defaults: {} })

describe('connecting a provider', () => {
  it('reads the providers again, and keeps the key nowhere', async () => {
    let isConnected = false
    const { store, actions, seen } = setUp({
      'providers.list': () => list(provider('anthropic', { connected: isConnected })),
      'providers.auth': () => ({}),
      'providers.connect': () => {
        isConnected = true
      },
    })
    const done = actions.connectProvider('anthropic', KEY)
    expect(store.providers.working).toBe('anthropic')
    expect(await done).toBe(true)
    expect(seen('providers.connect')).toEqual([
      ['providers.connect', { id: 'anthropic', key: KEY }],
    ])
    expect(store.providers.get('anthropic')?.connected).toBe(true)
    expect(JSON.stringify(Object.values(store))).not.toContain(KEY)
  })

  it('says why it failed, once, and not what the key was', async () => {
    const { store, actions } = setUp({ 'providers.connect': () => refuse('Check it.') })
    expect(await actions.connectProvider('anthropic', KEY)).toBe(false)
    expect(store.providers.error).toBe('Check it.')
    expect(store.providers.working).toBeUndefined()
    store.write(() => store.providers.attempt('openai'))
    expect(store.providers.error).toBe('')
  })

  it('goes on without other ways to connect when they cannot be had', async () => {
    const { store, actions } = setUp({
      'providers.list': () => list(provider('anthropic')),
      'providers.auth': () => refuse('Not now.'),
    })
    await actions.loadProviders()
    expect(store.providers.phase).toBe('ready')
  })

  it('keeps the list that it has when it cannot be had again', async () => {
    let fails = false
    const { store, actions } = setUp({
      'providers.list': () => (fails ? refuse('Gone.') : list(provider('anthropic'))),
    })
    await actions.loadProviders()
    fails = true
    await actions.loadProviders()
    expect(store.providers.all).toHaveLength(1)
    expect(store.providers.failure).toBe('Gone.')
  })
})

describe('a login by OAuth', () => {
  const begun = (method: 'auto' | 'code') => ({
    url: 'https://a.example',
    method,
    instructions: '',
  })

  it('opens the provider’s page and waits for it', async () => {
    const { store, actions, seen } = setUp({
      'providers.list': () => list(),
      'providers.authorize': () => begun('auto'),
    })
    const openAddress = vi.fn()
    expect(await actions.beginLogin('openai', 0, {}, openAddress)).toBe(true)
    expect(openAddress.mock.calls).toEqual([['https://a.example']])
    expect(seen('providers.callback')).toHaveLength(1)
    expect(store.providers.login).toBeUndefined()
  })

  it('takes the code that is brought back', async () => {
    const { store, actions, seen } = setUp({
      'providers.list': () => list(),
      'providers.authorize': () => begun('code'),
    })
    expect(await actions.beginLogin('openai', 1, {}, () => undefined)).toBe(false)
    expect(store.providers.login?.how).toBe('code')
    expect(await actions.finishLogin('1234')).toBe(true)
    expect(seen('providers.callback')).toEqual([
      ['providers.callback', { id: 'openai', method: 1, code: '1234' }],
    ])
    expect(store.providers.login).toBeUndefined()
  })

  it('that was left changes nothing when it ends after all', async () => {
    let end: (error: Error) => void = () => undefined
    const { store, actions } = setUp({
      'providers.authorize': () => begun('auto'),
      'providers.callback': () =>
        new Promise((_, reject) => {
          end = reject
        }),
    })
    const login = actions.beginLogin('openai', 0, {}, () => undefined)
    await vi.waitFor(() => expect(store.providers.login).toBeDefined())
    actions.leaveLogin()
    expect(store.providers.login).toBeUndefined()
    end(new Error('too late'))
    expect(await login).toBe(false)
    expect(store.providers.error).toBe('')
  })
})

describe('the demo', () => {
  it('leaves the open session, whose engine is another now', async () => {
    const { store, actions, hello, seen } = setUp()
    hello()
    actions.open('ses_a')
    const done = actions.setDemo(true)
    expect(store.openID).toBeUndefined()
    expect(store.list.shown).toEqual([])
    await done
    expect(seen('engine.demo')).toEqual([['engine.demo', { on: true }]])
    expect(store.openID).toBeUndefined()
    expect(store.startingEngine).toBe(false)
  })

  it('that does not start leaves everything as it is, and says why', async () => {
    const { store, actions, hello } = setUp({
      'engine.demo': () => refuse('A session is at work.'),
    })
    hello()
    actions.open('ses_a')
    await actions.setDemo(true)
    expect(store.openID).toBe('ses_a')
    expect(store.notices.all.at(-1)?.text).toBe('The demo did not start. A session is at work.')
  })
})

describe('providers', () => {
  it('are offered connected ones first, then those that most people use', () => {
    const free = provider('opencode', { connected: true, source: 'custom', models: [model(0)] })
    const all = [provider('zeta'), free, provider('openai'), provider('alpha')]
    const own = provider('mistral', { connected: true })
    const { connected, popular, others } = offered([own, ...all])
    expect(connected).toEqual([own])
    expect(popular.map(({ id }) => id)).toEqual(['openai', 'opencode'])
    expect(others.map(({ id }) => id)).toEqual(['alpha', 'zeta'])
  })

  it('can be disconnected where the engine keeps what connects them', () => {
    expect(isForgettable(provider('a', { connected: true }))).toBe(true)
    expect(isForgettable(provider('a', { connected: true, source: 'env' }))).toBe(false)
    const free = provider('opencode', { connected: true, source: 'custom', models: [model(0)] })
    expect(isKeyless(free)).toBe(true)
    expect(isForgettable(free)).toBe(false)
  })
})
