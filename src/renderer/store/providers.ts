import type { Provider, ProviderAuthMethods, Providers } from '../../shared/provider-types'
import { withShortNames } from './short-names'

export type ProvidersPhase = 'unknown' | 'loading' | 'ready' | 'failed'

/** A login by OAuth that has begun. */
export interface Login {
  readonly providerID: string
  readonly method: number
  /** To be opened in a browser. */
  readonly url: string
  /** `code`: the person brings a code back; `auto`: the engine waits for the provider. */
  readonly how: 'auto' | 'code'
  /** What the provider says to do. */
  readonly instructions: string
}

const NONE: readonly Provider[] = []

/** Who runs the models, and what is being done about it. No key is ever kept here. */
export class ProvidersState {
  #phase: ProvidersPhase = 'unknown'
  #failure = ''
  #all = NONE
  #methods: ProviderAuthMethods = {}
  #fetch = 0
  #working: string | undefined
  #login: Login | undefined
  #error = ''

  /** `unknown` before it was asked for; a later fetch keeps what is shown. */
  get phase(): ProvidersPhase {
    return this.#phase
  }

  /** Why the last fetch failed: a sentence, or empty. */
  get failure(): string {
    return this.#failure
  }

  get all(): readonly Provider[] {
    return this.#all
  }

  /** The ways to connect those that have others than an API key. */
  get methods(): ProviderAuthMethods {
    return this.#methods
  }

  /** The provider that is being connected or disconnected. */
  get working(): string | undefined {
    return this.#working
  }

  get login(): Login | undefined {
    return this.#login
  }

  /** Why the last attempt failed: a sentence, or empty. */
  get error(): string {
    return this.#error
  }

  get(id: string): Provider | undefined {
    return this.#all.find((it) => it.id === id)
  }

  /** Whether any has models to offer. */
  get hasModels(): boolean {
    return this.#all.some((it) => it.connected && it.models.length > 0)
  }

  /** A fetch begins. @returns the ticket; a newer fetch makes it void */
  begin(): number {
    this.#fetch += 1
    if (this.#phase !== 'ready') this.#phase = 'loading'
    this.#failure = ''
    return this.#fetch
  }

  fill(ticket: number, { providers }: Providers, methods: ProviderAuthMethods): void {
    if (ticket !== this.#fetch) return
    this.#phase = 'ready'
    this.#all = providers.map(withShortNames)
    this.#methods = methods
  }

  fail(ticket: number, reason: string): void {
    if (ticket !== this.#fetch) return
    if (this.#phase !== 'ready') this.#phase = 'failed'
    this.#failure = reason
  }

  /** Something is tried; what was said of the attempt before is old news. */
  attempt(providerID: string): void {
    this.#working = providerID
    this.#error = ''
  }

  /** The attempt is over. @param error a sentence when it failed */
  settle(error = ''): void {
    this.#working = undefined
    this.#error = error
  }

  setLogin(login: Login | undefined): void {
    this.#login = login
  }

  /** What was known belongs to another engine. */
  forget(): void {
    this.#fetch += 1
    this.#phase = 'unknown'
    this.#all = NONE
    this.#methods = {}
    this.#failure = ''
    this.settle()
    this.setLogin(undefined)
  }
}

/** OpenCode's own free models, which want neither key nor account. */
export const isKeyless = ({ id, source, models }: Provider): boolean =>
  id === 'opencode' && source === 'custom' && models.every(({ cost }) => cost.input === 0)

/** Whether the engine keeps a key or a login that it can forget. */
export const isForgettable = (provider: Provider): boolean =>
  provider.connected &&
  (provider.source === 'api' || provider.source === 'custom') &&
  !isKeyless(provider)

// What most people come with, in the order in which they are offered.
const POPULAR = [
  'anthropic',
  'openai',
  'google',
  'github-copilot',
  'openrouter',
  'opencode',
  'xai',
  'mistral',
  'deepseek',
  'groq',
  'amazon-bedrock',
  'azure',
]

/** Providers as they are offered: connected ones, then those that most people use, then by name. */
export function offered(all: readonly Provider[]): {
  connected: readonly Provider[]
  popular: readonly Provider[]
  others: readonly Provider[]
} {
  const isConnected = (it: Provider) => it.connected && !isKeyless(it)
  const rest = all.filter((it) => !isConnected(it))
  const popular = POPULAR.flatMap((id) => rest.find((it) => it.id === id) ?? [])
  const others = rest
    .filter((it) => !popular.includes(it))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
  return { connected: all.filter(isConnected), popular, others }
}
