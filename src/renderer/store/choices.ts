/** A model as a prompt names it. */
export interface ModelRef {
  readonly providerID: string
  readonly modelID: string
}

/** What a person chose; what is absent is left to the engine. */
export interface Choice {
  readonly model?: ModelRef
  readonly agent?: string
  readonly variant?: string
}

/** All that is kept of the choices; another object after each change. */
export interface ChoicesState {
  /** By session, the one changed last at the end. */
  readonly sessions: Readonly<Record<string, Choice>>
  /** For sessions that come. */
  readonly preset: Choice
  /** Models that were chosen last, newest first. */
  readonly recent: readonly ModelRef[]
}

const NOTHING: Choice = {}
const KEPT_SESSIONS = 200
const KEPT_RECENT = 5

export const isSameModel = (a: ModelRef | undefined, b: ModelRef | undefined): boolean =>
  a?.providerID === b?.providerID && a?.modelID === b?.modelID

/** Who is to answer: the model, the agent and how hard it thinks, as a person chose. */
export class Choices {
  #state: ChoicesState = { sessions: {}, preset: NOTHING, recent: [] }

  get state(): ChoicesState {
    return this.#state
  }

  /** What was chosen for that session. */
  of(sessionID: string): Choice {
    return this.#state.sessions[sessionID] ?? NOTHING
  }

  /** Chooses for that session, and for those that come. A member that is undefined is unchosen. */
  choose(sessionID: string, change: { [K in keyof Choice]?: Choice[K] | undefined }): void {
    const { preset, recent, sessions } = this.#state
    const { model } = change
    this.#state = {
      sessions: withLast(sessions, sessionID, merge(this.of(sessionID), change)),
      preset: merge(preset, change),
      recent: model
        ? [model, ...recent.filter((it) => !isSameModel(it, model))].slice(0, KEPT_RECENT)
        : recent,
    }
  }

  /** Gives what was chosen there to another session. */
  move(from: string, to: string): void {
    const choice = this.#state.sessions[from]
    if (!choice) return
    this.drop(from)
    this.#state = { ...this.#state, sessions: withLast(this.#state.sessions, to, choice) }
  }

  drop(sessionID: string): void {
    if (!(sessionID in this.#state.sessions)) return
    const { [sessionID]: _, ...sessions } = this.#state.sessions
    this.#state = { ...this.#state, sessions }
  }

  restore(state: ChoicesState): void {
    this.#state = state
  }
}

function merge(choice: Choice, change: { [K in keyof Choice]?: Choice[K] | undefined }): Choice {
  const entries = Object.entries({ ...choice, ...change })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function withLast(
  sessions: Readonly<Record<string, Choice>>,
  sessionID: string,
  choice: Choice,
): Record<string, Choice> {
  const { [sessionID]: _, ...others } = sessions
  return Object.fromEntries([...Object.entries(others), [sessionID, choice]].slice(-KEPT_SESSIONS))
}
