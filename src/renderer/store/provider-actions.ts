import type { Client } from '../client/client'
import { messageOf } from './message-of'
import type { Store } from './store'

/** What a person does about providers, and the demo. None of these rejects. */
export interface ProviderActions {
  /** Fetches the providers and the ways to connect them. */
  loadProviders(): Promise<void>
  /**
   * Connects a provider by a key, which is kept nowhere here.
   * @param inputs answers to what the provider prompts for beside the key
   * @returns whether it is connected; else {@link Store.providers} says why not
   */
  connectProvider(id: string, key: string, inputs?: Record<string, string>): Promise<boolean>
  /** Makes the engine forget a key or login. */
  disconnectProvider(id: string): Promise<boolean>
  /**
   * Begins a login by OAuth. One that waits for the provider is awaited to its end.
   * @param openAddress opens the provider's page
   * @returns whether it is connected by now
   */
  beginLogin(
    id: string,
    method: number,
    inputs: Record<string, string>,
    openAddress: (url: string) => void,
  ): Promise<boolean>
  /** Finishes a login by the code that the person brought back. */
  finishLogin(code: string): Promise<boolean>
  /** Lets a login be; what comes of it later is not waited for. */
  leaveLogin(): void
  /** Switches the demo on or off: the engine starts again, and the open session is left. */
  setDemo(on: boolean): Promise<void>
}

/** Builds these actions over a client and a store. */
export function createProviderActions(client: Client, store: Store): ProviderActions {
  const { providers } = store
  /** The login or attempt that counts: whatever another one answers is let go. */
  let current = 0

  const loadProviders = async () => {
    const ticket = providers.begin()
    store.write(() => undefined)
    try {
      const [list, auth] = await Promise.all([
        client.call('providers.list', {}),
        // Without them there is still the key.
        client.call('providers.auth', {}).catch(() => undefined),
      ])
      store.write(() => providers.fill(ticket, list.value, auth?.value ?? {}))
    } catch (error) {
      store.write(() => providers.fail(ticket, messageOf(error)))
    }
  }

  const attempt = async (id: string, run: () => Promise<unknown>): Promise<boolean> => {
    current += 1
    const mine = current
    store.write(() => providers.attempt(id))
    try {
      await run()
      await loadProviders()
      if (mine !== current) return false
      store.write(() => providers.settle())
      return true
    } catch (error) {
      if (mine === current) store.write(() => providers.settle(messageOf(error)))
      return false
    }
  }

  return {
    loadProviders,

    connectProvider: (id, key, inputs) =>
      attempt(id, () => client.call('providers.connect', { id, key, ...(inputs && { inputs }) })),

    disconnectProvider: (id) => attempt(id, () => client.call('providers.disconnect', { id })),

    async beginLogin(id, method, inputs, openAddress) {
      current += 1
      const mine = current
      store.write(() => providers.attempt(id))
      try {
        const { value } = await client.call('providers.authorize', { id, method, inputs })
        if (mine !== current) return false
        const { url, instructions, method: how } = value
        store.write(() => {
          providers.settle()
          providers.setLogin({ providerID: id, method, url, how, instructions })
        })
        openAddress(url)
        if (how === 'code') return false
        await client.call('providers.callback', { id, method })
        await loadProviders()
        if (mine !== current) return false
        store.write(() => providers.setLogin(undefined))
        return true
      } catch (error) {
        if (mine !== current) return false
        store.write(() => {
          providers.settle(messageOf(error))
          providers.setLogin(undefined)
        })
        return false
      }
    },

    async finishLogin(code) {
      const { login } = providers
      if (!login) return false
      const { providerID: id, method } = login
      const isDone = await attempt(id, () =>
        client.call('providers.callback', { id, method, code }),
      )
      if (isDone) store.write(() => providers.setLogin(undefined))
      return isDone
    },

    leaveLogin() {
      current += 1
      store.write(() => {
        providers.settle()
        providers.setLogin(undefined)
      })
    },

    async setDemo(on) {
      if (store.startingEngine) return
      const { openID, list } = store
      const sessions = list.shown
      store.write(() => {
        store.setStartingEngine(true)
        store.notices.clear(undefined)
        // Before the other engine is there, which knows none of them.
        store.setOpen(undefined)
        for (const { id } of sessions) list.remove(id)
      })
      try {
        await client.call('engine.demo', { on })
        store.write(() => providers.forget())
      } catch (error) {
        const what = on ? 'The demo did not start.' : 'The demo was not left.'
        store.write(() => {
          for (const session of sessions) list.put(session)
          if (store.openID === undefined) store.setOpen(openID)
          store.notices.add('action', `${what} ${messageOf(error)}`)
        })
      } finally {
        store.write(() => store.setStartingEngine(false))
      }
      if (store.isReady) void loadProviders()
    },
  }
}
