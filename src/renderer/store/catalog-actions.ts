import type { Client } from '../client/client'
import type { Catalog } from './catalog'
import { messageOf } from './message-of'
import { withShortAbout, withShortNames } from './short-names'
import type { Store } from './store'

/** Asking for what a composer offers. None of these rejects. */
export interface CatalogActions {
  /** Asks what can be chosen from in that directory; what is known already stays until then. */
  loadCatalog(directory: string | undefined): Promise<void>
  /**
   * Files and directories of that directory whose path fits, best first.
   * @returns undefined when the engine could not say
   */
  findFiles(directory: string | undefined, query: string): Promise<readonly string[] | undefined>
}

const FOUND = 20

export function createCatalogActions(client: Client, store: Store): CatalogActions {
  const loading = new Map<string | undefined, Promise<void>>()

  const load = async (directory: string | undefined) => {
    const input = directory === undefined ? {} : { directory }
    let catalog: Partial<Catalog>
    try {
      const [providers, agents, commands] = await Promise.all([
        client.call('providers.list', { ...input, which: 'connected' }),
        client.call('agents.list', input),
        client.call('commands.list', input),
      ])
      catalog = {
        phase: 'ready',
        failure: '',
        providers: providers.value.providers.map(withShortNames),
        defaults: providers.value.defaults,
        configured: providers.value.configured,
        agents: agents.value.map(withShortAbout),
        commands: commands.value.map(withShortAbout),
      }
    } catch (error) {
      const isKnown = store.catalogs.get(directory).phase === 'ready'
      catalog = { failure: messageOf(error), ...(!isKnown && { phase: 'failed' as const }) }
    }
    store.write(() => store.catalogs.change(directory, catalog))
  }

  return {
    loadCatalog(directory) {
      const before = loading.get(directory)
      if (before) return before
      const now = load(directory).finally(() => loading.delete(directory))
      loading.set(directory, now)
      return now
    },

    async findFiles(directory, query) {
      const input = { query, limit: FOUND, ...(directory !== undefined && { directory }) }
      try {
        return (await client.call('files.search', input)).value
      } catch {
        // Said in the list, beside what else was found.
        return undefined
      }
    },
  }
}
