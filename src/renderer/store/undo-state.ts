import type { FilesOutcome, KeptFiles, UndoRefusal } from '../../shared/undo-operations'

/** An undo or redo that was refused, and is done when a person says so. */
export interface UndoQuestion {
  readonly sessionID: string
  /** Of an undo: the message that is undone to; undefined: a redo. */
  readonly messageID: string | undefined
  /** What happened and what to do: the refusal's own words. */
  readonly text: string
  readonly refusal: UndoRefusal
}

/** The dialog with what undo and redo replaced in a session. */
export interface KeptFilesView {
  readonly sessionID: string
  /** Undefined while they are fetched. */
  readonly copies: readonly KeptFiles[] | undefined
  /** Why they could not be fetched or put back; empty when nothing is wrong. */
  readonly failure: string
  /** What was put back, as a sentence; empty before. */
  readonly done: string
  readonly isWorking: boolean
}

/** What a person is asked and told of the files that undo and redo change. */
export class UndoState {
  #question: UndoQuestion | undefined
  #view: KeptFilesView | undefined
  #outcomes = new Map<string, FilesOutcome>()

  get question(): UndoQuestion | undefined {
    return this.#question
  }

  ask(question: UndoQuestion): void {
    this.#question = question
  }

  closeQuestion(): void {
    this.#question = undefined
  }

  get view(): KeptFilesView | undefined {
    return this.#view
  }

  openView(sessionID: string): void {
    this.#view = { sessionID, copies: undefined, failure: '', done: '', isWorking: false }
  }

  /** Changes the view of that session, if it is still open. */
  tellView(sessionID: string, what: Partial<Omit<KeptFilesView, 'sessionID'>>): void {
    if (this.#view?.sessionID === sessionID) this.#view = { ...this.#view, ...what }
  }

  closeView(): void {
    this.#view = undefined
  }

  /** What became of the files in the last undo that is in force. */
  outcomeOf(sessionID: string): FilesOutcome | undefined {
    return this.#outcomes.get(sessionID)
  }

  setOutcome(sessionID: string, outcome: FilesOutcome | undefined): void {
    if (outcome) this.#outcomes.set(sessionID, outcome)
    else this.#outcomes.delete(sessionID)
  }

  forget(sessionID: string): void {
    this.#outcomes.delete(sessionID)
    if (this.#question?.sessionID === sessionID) this.#question = undefined
    if (this.#view?.sessionID === sessionID) this.#view = undefined
  }
}

/** The refusal that an error carries, when a person may insist. */
export function refusalIn(details: unknown): UndoRefusal | undefined {
  const refusal = details as Partial<UndoRefusal> | undefined
  const isOne = refusal?.canForce === true && Array.isArray(refusal.files)
  return isOne ? (refusal as UndoRefusal) : undefined
}

const MOST = 3

/** Names for a sentence: the first three, and how many more. */
export function namesIn(names: readonly string[]): string {
  const first = names.slice(0, MOST).map((name) => `“${name}”`)
  const more = names.length - first.length
  return more > 0 ? `${first.join(', ')} and ${more} more` : first.join(', ')
}
