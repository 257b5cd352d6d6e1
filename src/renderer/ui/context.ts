import { createContext, use, useSyncExternalStore } from 'react'
import type { Actions } from '../store/actions'
import type { Store } from '../store/store'

/** What every view is given. */
export interface Helm {
  store: Store
  actions: Actions
}

export const HelmContext = createContext<Helm | undefined>(undefined)

/** The store and the actions of this page. @throws outside of the provider */
export function useHelm(): Helm {
  const helm = use(HelmContext)
  if (!helm) throw new Error('No HelmContext above this component')
  return helm
}

/** What a person can do. */
export const useActions = (): Actions => useHelm().actions

/**
 * Follows one value of the store: the component renders again only when that value is another.
 * @param select must answer with the identical value while nothing of it changed
 */
export function useStore<T>(select: (store: Store) => T): T {
  const { store } = useHelm()
  const snapshot = () => select(store)
  // Tests draw without a document, where React asks for it by the third.
  return useSyncExternalStore(store.subscribe, snapshot, snapshot)
}
