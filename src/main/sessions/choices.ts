import { AppError } from '../../shared/errors'
import type { OpencodeClient } from '../engine/connection'
import type { Hub } from '../events/hub'
import { ask } from './engine-answer'

/** A model as requests name it. */
export interface ModelRef {
  providerID: string
  modelID: string
}

// The engine answers a bare 500 to each of these, or worse: it stores a model that it does not know,
// and every later run of the session fails over it (opencode 1.18).

/** @throws AppError `not_found`, with the names that exist */
export async function requireCommand(client: OpencodeClient, directory: string, name: string) {
  const commands = await ask(client.command.list({ directory }))
  const found = commands.find((command) => command.name === name)
  if (found) return found
  const names = commands.map((command) => command.name)
  throw new AppError('not_found', `There is no command ${name}. ${choice(names)}`)
}

/**
 * Looks whether agents and models are there, before the engine is told of them. What was there is not
 * asked for again until a directory is loaded anew: only then its configuration is read (1.18.33).
 */
export class KnownChoices {
  readonly #agents = new Set<string>()
  readonly #models = new Set<string>()

  /** @param hub what says that a directory is loaded anew, or that this may have been missed */
  constructor(hub: Hub) {
    const forget = () => {
      this.#agents.clear()
      this.#models.clear()
      return true
    }
    hub.subscribe({ batch: forget, resync: forget }, { filter: ({ type }) => LOADS.has(type) })
  }

  /** @throws AppError `invalid_input` that names `field`, with the names that exist */
  async requireAgent(
    client: OpencodeClient,
    directory: string,
    name: string,
    field = 'agent',
  ): Promise<void> {
    if (this.#agents.has(keyOf(directory, name))) return
    const agents = await ask(client.app.agents({ directory }))
    for (const agent of agents) this.#agents.add(keyOf(directory, agent.name))
    if (agents.some((agent) => agent.name === name)) return
    const names = agents.filter(({ hidden }) => !hidden).map((agent) => agent.name)
    throw new AppError('invalid_input', `There is no agent ${name}. ${choice(names)}`, {
      details: [{ path: field, message: 'is no agent of this project' }],
    })
  }

  /** @throws AppError `conflict` when there is no model at all, without which nothing is stored (1.18.33) */
  async requireAnyModel(client: OpencodeClient, directory: string): Promise<void> {
    if (this.#models.has(keyOf(directory))) return
    const { providers } = await ask(client.config.providers({ directory }))
    if (providers.length === 0) {
      throw new AppError('conflict', 'No provider is connected, so there is no model. Connect one.')
    }
    this.#models.add(keyOf(directory))
  }

  /** @throws AppError `invalid_input` that names `model` */
  async requireModel(
    client: OpencodeClient,
    directory: string,
    { providerID, modelID }: ModelRef,
  ): Promise<void> {
    const key = keyOf(directory, providerID, modelID)
    if (this.#models.has(key)) return
    const { providers } = await ask(client.config.providers({ directory }))
    const models = providers.find(({ id }) => id === providerID)?.models ?? {}
    if (!Object.hasOwn(models, modelID)) throw noModel(providerID, modelID)
    this.#models.add(key)
  }
}

const LOADS: ReadonlySet<string> = new Set(['server.instance.disposed', 'global.disposed'])

const keyOf = (...words: string[]) => JSON.stringify(words)

/**
 * The agent that the engine would take by itself: its list begins with that one.
 * @throws AppError `conflict` when the configuration leaves none
 */
export async function defaultAgent(client: OpencodeClient, directory: string): Promise<string> {
  const agents = await ask(client.app.agents({ directory }))
  const first = agents.find(({ mode, hidden }) => mode !== 'subagent' && !hidden)
  if (first) return first.name
  throw new AppError('conflict', 'No agent is configured that could do this. Configure one.')
}

const noModel = (providerID: string, modelID: string) =>
  new AppError(
    'invalid_input',
    `The model ${providerID}/${modelID} is not available. Choose one of a connected provider.`,
    { details: [{ path: 'model', message: 'is not a model of a connected provider' }] },
  )

const choice = (names: string[]) =>
  names.length > 0 ? `There are: ${names.join(', ')}.` : 'There are none.'
