import type { OperationOutput } from '../../shared/operations'
import type { Model } from '../../shared/provider-types'
import type { Store } from './store'

export type AgentInfo = OperationOutput<'agents.list'>[number]
export type CommandInfo = OperationOutput<'commands.list'>[number]

/** What can be chosen from in one directory. */
export interface Catalog {
  readonly phase: 'loading' | 'ready' | 'failed'
  /** Why the last fetch failed: a sentence, or empty. What was known before stays. */
  readonly failure: string
  readonly providers: OperationOutput<'providers.list'>['providers']
  /** For each connected provider the model that is taken when none is named. */
  readonly defaults: Readonly<Record<string, string>>
  /** The model that the configuration names. */
  readonly configured: OperationOutput<'providers.list'>['configured']
  readonly agents: readonly AgentInfo[]
  readonly commands: readonly CommandInfo[]
}

export const NO_CATALOG: Catalog = {
  phase: 'loading',
  failure: '',
  providers: [],
  defaults: {},
  configured: undefined,
  agents: [],
  commands: [],
}

/** The catalogs of the directories that were worked in. */
export class Catalogs {
  #byDirectory = new Map<string, Catalog>()

  /** @param directory undefined for the engine's own */
  get(directory: string | undefined): Catalog {
    return this.#byDirectory.get(directory ?? '') ?? NO_CATALOG
  }

  change(directory: string | undefined, change: Partial<Catalog>): void {
    this.#byDirectory.set(directory ?? '', { ...this.get(directory), ...change })
  }
}

/** Where the agent of that session works; for no session, where one to come would. */
export const directoryOf = (store: Store, sessionID: string | undefined): string | undefined =>
  (sessionID ? store.list.get(sessionID)?.directory : store.projects.current) ??
  store.engine?.projectDir

/** A model of a connected provider. */
export function findModel(
  { providers }: Catalog,
  ref: { readonly providerID: string; readonly modelID: string } | undefined,
): Model | undefined {
  if (!ref) return undefined
  const provider = providers.find(({ id, connected }) => connected && id === ref.providerID)
  return provider?.models.find(({ id }) => id === ref.modelID)
}

/** Agents that can lead a session. */
export const leadingAgents = ({ agents }: Catalog): readonly AgentInfo[] =>
  agents.filter(({ mode, hidden }) => mode !== 'subagent' && !hidden)

/** Agents that a message can name. */
export const namedAgents = ({ agents }: Catalog): readonly AgentInfo[] =>
  agents.filter(({ mode, hidden }) => mode !== 'primary' && !hidden)
