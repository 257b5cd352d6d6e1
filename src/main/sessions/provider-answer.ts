import type { Provider as EngineProvider, ProviderListResponse } from '@opencode-ai/sdk/v2/types'
import type { Model, Provider, Providers } from '../../shared/provider-types'

type EngineModel = EngineProvider['models'][string]

/**
 * What the engine says of its providers, without what nobody outside must see: it gives their keys,
 * and options and headers that may hold some (opencode 1.18). So each field is named here.
 * @param configured the model that the configuration names, as `provider/model`
 */
export function readProviders(
  { all, connected, default: models }: ProviderListResponse,
  configured?: string,
): Providers {
  const isConnected = new Set(connected)
  const providers = all
    .map((provider) => readProvider(provider, isConnected.has(provider.id)))
    .sort((a, b) => Number(b.connected) - Number(a.connected) || a.name.localeCompare(b.name, 'en'))
  const defaults = Object.entries(models).filter(([id]) => isConnected.has(id))
  // The model's own name may hold slashes, too.
  const [, providerID, modelID] = /^([^/]+)\/(.+)$/.exec(configured ?? '') ?? []
  return {
    providers,
    defaults: Object.fromEntries(defaults),
    ...(providerID && modelID && { configured: { providerID, modelID } }),
  }
}

function readProvider(provider: EngineProvider, connected: boolean): Provider {
  const { id, name, source, env, models } = provider
  return {
    id,
    name,
    connected,
    source,
    env,
    models: connected ? Object.values(models).map(readModel) : [],
  }
}

function readModel(model: EngineModel): Model {
  const { id, name, family, status, capabilities, variants, limit, cost } = model
  const { reasoning, toolcall, attachment, input } = capabilities
  return {
    id,
    name,
    ...(family !== undefined && { family }),
    status,
    releaseDate: model.release_date,
    reasoning,
    toolcall,
    attachment,
    input: Object.entries(input).flatMap(([kind, taken]) => (taken ? [kind] : [])),
    variants: Object.keys(variants ?? {}),
    limit: { context: limit.context, output: limit.output },
    cost: {
      input: cost.input,
      output: cost.output,
      cacheRead: cost.cache.read,
      cacheWrite: cost.cache.write,
    },
  }
}
