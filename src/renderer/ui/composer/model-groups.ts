import fuzzysort from 'fuzzysort'
import type { Model } from '../../../shared/provider-types'
import type { Catalog } from '../../store/catalog'
import { isSameModel, type ModelRef } from '../../store/choices'
import { shortID } from '../../store/short-names'

/** A model in the list, or the line that leaves the choice to the engine. */
export interface ModelEntry {
  readonly key: string
  readonly name: string
  readonly provider: string
  readonly ref: ModelRef | undefined
  readonly model: Model | undefined
}

export interface ModelGroup {
  readonly value: string
  readonly items: readonly ModelEntry[]
}

/** More than one looks through; typing finds the others. */
export const MOST_MODELS = 200

/** What leaves the choice to the engine. */
export const DEFAULT_ENTRY: ModelEntry = {
  key: 'default',
  name: 'Default',
  provider: '',
  ref: undefined,
  model: undefined,
}

/**
 * The models of connected providers in groups: what was chosen last, then each provider's.
 * @returns the groups, and how many models fit, of which {@link MOST_MODELS} are in them
 */
export function groupModels(
  catalog: Pick<Catalog, 'providers'>,
  recent: readonly ModelRef[],
  query: string,
): { groups: readonly ModelGroup[]; count: number } {
  const all = catalog.providers.filter((it) => it.connected).flatMap(entriesOf)
  const wanted = query.trim()
  if (wanted === '') {
    const last = recent.flatMap((ref) => {
      const entry = all.find((it) => isSameModel(it.ref, ref))
      return entry ? [{ ...entry, key: `recent ${entry.key}` }] : []
    })
    const groups = [
      { value: '', items: [DEFAULT_ENTRY] },
      { value: 'Recent', items: last },
      ...byProvider(all.slice(0, MOST_MODELS)),
    ]
    return { groups: groups.filter(({ items }) => items.length > 0), count: all.length }
  }
  const found = fuzzysort.go(wanted, all, {
    keys: ['name', ({ ref }) => shortID(ref?.modelID ?? ''), 'provider'],
    threshold: 0.3,
  })
  return {
    groups: byProvider(found.slice(0, MOST_MODELS).map(({ obj }) => obj)),
    count: found.length,
  }
}

function entriesOf({ id, name, models }: Catalog['providers'][number]): ModelEntry[] {
  return models
    .filter(({ status }) => status !== 'deprecated')
    .map((model) => ({
      key: `${id}/${model.id}`,
      name: model.name,
      provider: name,
      ref: { providerID: id, modelID: model.id },
      model,
    }))
}

/** In groups, in the order in which they come: the best first, whoever has it. */
function byProvider(entries: readonly ModelEntry[]): ModelGroup[] {
  const groups = new Map<string, ModelEntry[]>()
  for (const entry of entries) {
    const group = groups.get(entry.provider)
    if (group) group.push(entry)
    else groups.set(entry.provider, [entry])
  }
  return [...groups].map(([value, items]) => ({ value, items }))
}

/** What a model costs and holds, short: `200K · $3 / $15`. */
export function describeModel({ limit, cost }: Model): string {
  const context = limit.context > 0 ? formatTokens(limit.context) : ''
  const isPriced = cost.input > 0 || cost.output > 0
  const price = isPriced ? `$${formatPrice(cost.input)} / $${formatPrice(cost.output)}` : ''
  return [context, price].filter(Boolean).join(' · ')
}

/** The same, and what it can do, in words. */
export function explainModel({ limit, cost, input, reasoning, toolcall }: Model): string {
  const isPriced = cost.input > 0 || cost.output > 0
  const takes = input.filter((kind) => kind !== 'text')
  return [
    limit.context > 0 ? `${formatTokens(limit.context)} tokens of context` : '',
    isPriced
      ? `$${formatPrice(cost.input)} in and $${formatPrice(cost.output)} out for a million tokens`
      : '',
    takes.length > 0 ? `takes ${takes.join(', ')}` : '',
    reasoning ? 'reasons' : '',
    toolcall ? '' : 'uses no tools',
  ]
    .filter(Boolean)
    .join('; ')
}

const formatTokens = (count: number): string =>
  count >= 1_000_000
    ? `${Number((count / 1_000_000).toFixed(1))}M`
    : count >= 1_000
      ? `${Math.round(count / 1_000)}K`
      : String(count)

const formatPrice = (dollars: number): string => String(Number(dollars.toFixed(2)))
