import type { Session } from '../../shared/engine-types'
import type { Model } from '../../shared/provider-types'
import { type Catalog, directoryOf, findModel, leadingAgents } from './catalog'
import { type Choice, isSameModel, type ModelRef } from './choices'
import { NO_SESSION } from './outbox'
import { shortID } from './short-names'
import type { Store } from './store'

/** Who answers the next message. */
export interface Resolved {
  /** What goes with the prompt; the engine decides what is absent. */
  readonly sent: Choice
  /** The agent that it will be, if that is known. */
  readonly agent: string | undefined
  /** The model that it will be, if that is known. */
  readonly modelRef: ModelRef | undefined
  /** What is known of that model. */
  readonly model: Model | undefined
  /** What was chosen and is not to be had: a sentence, or empty. */
  readonly gone: string
}

export interface Situation {
  /** What was chosen for the session. */
  readonly choice: Choice
  /** What was chosen for sessions that come. */
  readonly preset: Choice
  readonly session: Session | undefined
  readonly catalog: Catalog
}

/**
 * Puts together what was chosen, what the session used last and what is there.
 *
 * Left to itself the engine (opencode 1.18) takes the default agent for each prompt, whoever
 * answered before, then that agent's model, then the session's last, then the configured one. So the
 * agent and the variant are named with each prompt, or they would not be what is shown.
 */
export function resolveChoice({ choice, preset, session, catalog }: Situation): Resolved {
  const isKnown = catalog.phase === 'ready'
  const last = session?.model
  const lastRef = last && { providerID: last.providerID, modelID: last.id }
  const agents = leadingAgents(catalog)

  const wantedAgent = choice.agent ?? session?.agent ?? (last ? undefined : preset.agent)
  const isAgentGone = isKnown && wantedAgent !== undefined && !nameIn(agents, wantedAgent)
  const sentAgent = isAgentGone ? undefined : wantedAgent
  const agent = sentAgent ?? agents[0]?.name

  const wantedModel = choice.model ?? (last ? undefined : preset.model)
  const isModelGone = isKnown && wantedModel !== undefined && !findModel(catalog, wantedModel)
  const chosen = isModelGone ? undefined : wantedModel
  const modelRef =
    chosen ?? agents.find(({ name }) => name === agent)?.model ?? lastRef ?? defaultModel(catalog)
  const model = findModel(catalog, modelRef)

  const wantedVariant =
    choice.variant ??
    (last ? (isSameModel(lastRef, modelRef) ? last.variant : undefined) : preset.variant)
  const variant = model && wantedVariant && model.variants.includes(wantedVariant)
  const gone = [
    ...(isModelGone && wantedModel ? [wantedModel.modelID] : []),
    ...(isAgentGone ? [wantedAgent] : []),
  ]
  return {
    sent: {
      ...(sentAgent !== undefined && { agent: sentAgent }),
      ...(chosen && { model: chosen }),
      ...(variant && { variant: wantedVariant, ...(modelRef && { model: modelRef }) }),
    },
    agent,
    modelRef,
    model,
    gone:
      gone.length > 0
        ? `${gone.map(shortID).join(' and ')} ${gone.length > 1 ? 'are' : 'is'} not available here. The default answers instead.`
        : '',
  }
}

/** What it comes to in that session; undefined for the one to come. Another object each time. */
export const choiceIn = (store: Store, sessionID: string | undefined): Resolved =>
  resolveChoice({
    choice: store.choices.of(sessionID ?? NO_SESSION),
    preset: store.choices.state.preset,
    session: sessionID === undefined ? undefined : store.list.get(sessionID),
    catalog: store.catalogs.get(directoryOf(store, sessionID)),
  })

const nameIn = (agents: readonly { name: string }[], wanted: string) =>
  agents.some(({ name }) => name === wanted)

/**
 * The configured model, or the default of the one connected provider. Among several the engine's
 * choice is not known.
 */
function defaultModel({ providers, defaults, configured }: Catalog): ModelRef | undefined {
  if (configured) return configured
  const connected = providers.filter((it) => it.connected)
  const [only] = connected
  const modelID = only && defaults[only.id]
  return only && modelID && connected.length === 1 ? { providerID: only.id, modelID } : undefined
}
