import type { Session } from '../../shared/engine-types'
import type { Providers } from '../../shared/provider-types'

/** What the context tab wants to know of a model. */
export interface ModelFacts {
  readonly name: string
  /** Size of its window in tokens; 0 when the provider does not say. */
  readonly context: number
  /** Whether its tokens cost something. */
  readonly isPriced: boolean
}

const NO_CHILDREN: readonly Session[] = []

/** What is fetched for the context tab: the models there are, and the sub-agents of a session. */
export class ContextFacts {
  #models: ReadonlyMap<string, ModelFacts> = new Map()
  #sessionID: string | undefined
  #children = NO_CHILDREN
  #hasChildren = false
  #failure = ''

  /** Why something could not be fetched: a sentence, or empty. */
  get failure(): string {
    return this.#failure
  }

  /** Whether it is known which models there are. */
  get hasModels(): boolean {
    return this.#models.size > 0
  }

  /** The sessions of its sub-agents. */
  get children(): readonly Session[] {
    return this.#children
  }

  /** Whether it is known which sub-agents there are. */
  get hasChildren(): boolean {
    return this.#hasChildren
  }

  /** The identical object until the models are fetched again. */
  model(ref: { providerID: string; modelID: string } | undefined): ModelFacts | undefined {
    return ref && this.#models.get(`${ref.providerID}/${ref.modelID}`)
  }

  /** Looks at another session: what was known of the one before is dropped. */
  lookAt(sessionID: string | undefined): void {
    this.#failure = ''
    if (sessionID === this.#sessionID) return
    this.#sessionID = sessionID
    this.#children = NO_CHILDREN
    this.#hasChildren = false
  }

  /** @param reason a sentence, or empty while it is tried again */
  fail(reason: string): void {
    this.#failure = reason
  }

  fillModels({ providers }: Providers): void {
    this.#models = new Map(
      providers.flatMap((provider) =>
        provider.models.map(({ id, name, limit, cost }) => [
          `${provider.id}/${id}`,
          { name, context: limit.context, isPriced: cost.input > 0 || cost.output > 0 },
        ]),
      ),
    )
  }

  fillChildren(sessionID: string, children: readonly Session[]): void {
    if (sessionID !== this.#sessionID) return
    this.#children = children
    this.#hasChildren = true
  }
}
