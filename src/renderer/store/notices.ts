/** A failure that a person should hear of. */
export interface Notice {
  readonly id: number
  /** The session that it is about; undefined: the whole app. */
  readonly sessionID: string | undefined
  /** `run`: the agent's run failed; the transcript may show the same error. */
  readonly kind: 'action' | 'run'
  /** What happened, then what to do. */
  readonly text: string
}

const NONE: readonly Notice[] = []
// More than this is noise: the oldest goes.
const KEPT = 20

/** The failures that nobody has dismissed yet. */
export class Notices {
  #all: readonly Notice[] = NONE
  #nextID = 1

  get all(): readonly Notice[] {
    return this.#all
  }

  add(kind: Notice['kind'], text: string, sessionID?: string): void {
    const same = this.#all.some((it) => it.text === text && it.sessionID === sessionID)
    if (same) return
    const notice: Notice = { id: this.#nextID, kind, text, sessionID }
    this.#nextID += 1
    this.#all = [...this.#all, notice].slice(-KEPT)
  }

  dismiss(id: number): void {
    this.#keep((it) => it.id !== id)
  }

  /** Removes what a next step of the same session made old news. */
  clear(sessionID: string | undefined): void {
    this.#keep((it) => it.sessionID !== sessionID)
  }

  /** Removes a run's failure that the transcript shows by itself. */
  dropRun(sessionID: string, text: string): void {
    this.#keep((it) => it.kind !== 'run' || it.sessionID !== sessionID || it.text !== text)
  }

  /** Removes the failures of earlier runs of the session. */
  clearRun(sessionID: string): void {
    this.#keep((it) => it.kind !== 'run' || it.sessionID !== sessionID)
  }

  /** Whether the session's run failed and nobody has looked at it. */
  hasRun(sessionID: string): boolean {
    return this.#all.some((it) => it.kind === 'run' && it.sessionID === sessionID)
  }

  #keep(wanted: (notice: Notice) => boolean): void {
    if (!this.#all.every(wanted)) this.#all = this.#all.filter(wanted)
  }
}
