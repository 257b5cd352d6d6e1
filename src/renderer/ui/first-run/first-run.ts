import { isKeyless } from '../../store/providers'
import type { Store } from '../../store/store'

/**
 * Whether the start view leads a person in: nobody has worked here yet, or nothing answers without
 * a provider.
 */
export function isFirstRun({ engine, list, providers, settings }: Store): boolean {
  if (engine?.demo) return false
  if (providers.phase === 'ready' && !providers.hasModels) return true
  if (engine === undefined || settings.value.isWelcomed) return false
  return !hasWorked({ engine, list, providers })
}

/** Whether somebody has worked here before, with Wheelhouse or with OpenCode alone. */
export function hasWorked({
  engine,
  list,
  providers,
}: Pick<Store, 'engine' | 'list' | 'providers'>): boolean {
  if (engine?.demo) return false
  const hasSessions = list.phase === 'ready' && list.shown.length > 0
  return hasSessions || providers.all.some((it) => it.connected && it.source === 'api')
}

/** What there is to answer a person's first message. */
export type ModelsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** Nobody is connected. */
  | { readonly kind: 'none' }
  /** Somebody is, and offers no models. */
  | { readonly kind: 'empty'; readonly names: string }
  /** OpenCode's own free models only. */
  | { readonly kind: 'free'; readonly count: number }
  | { readonly kind: 'own'; readonly names: string; readonly count: number }

/** @param store its providers */
export function modelsState({ providers }: Pick<Store, 'providers'>): ModelsState {
  if (providers.phase === 'failed') return { kind: 'failed', reason: providers.failure }
  if (providers.phase !== 'ready') return { kind: 'loading' }
  const connected = providers.all.filter((it) => it.connected)
  const own = connected.filter((it) => !isKeyless(it))
  const count = connected.reduce((sum, { models }) => sum + models.length, 0)
  const names = own.map(({ name }) => name).join(', ')
  if (connected.length === 0) return { kind: 'none' }
  if (count === 0) return { kind: 'empty', names }
  return own.length === 0 ? { kind: 'free', count } : { kind: 'own', names, count }
}
