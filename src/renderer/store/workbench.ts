/** What takes a moment at the engine; one thing at a time for each session. */
export type Work =
  | 'archiving'
  | 'forking'
  | 'exporting'
  | 'publishing'
  | 'withdrawing'
  | 'undoing'
  | 'redoing'
  | 'compacting'

/** A form that a person filled in or is filling in. */
export interface SessionForm {
  readonly kind: 'rename' | 'share'
  readonly sessionID: string
  /** Of the title: where it is written, in the header of the open session or in a dialog. */
  readonly place: 'header' | 'dialog'
  /** Of the title: what was written so far. */
  readonly text: string
  /** Why it did not work: a sentence, or empty. */
  readonly failure: string
  /** Of a share link: whether it is on the clipboard. */
  readonly isCopied: boolean
}

/** What is being done with sessions. */
export class Workbench {
  #work = new Map<string, Work>()
  #form: SessionForm | undefined

  /** What is under way for a session. */
  workOn(sessionID: string): Work | undefined {
    return this.#work.get(sessionID)
  }

  /** @returns whether it may begin: nothing else is under way for that session */
  begin(sessionID: string, work: Work): boolean {
    if (this.#work.has(sessionID)) return false
    this.#work.set(sessionID, work)
    return true
  }

  end(sessionID: string): void {
    this.#work.delete(sessionID)
  }

  /** The form that is open; one at a time. */
  get form(): SessionForm | undefined {
    return this.#form
  }

  openForm(form: Pick<SessionForm, 'kind' | 'sessionID' | 'place' | 'text'>): void {
    this.#form = { ...form, failure: '', isCopied: false }
  }

  /** Says something in the form of that session, if it is still open. */
  tellForm(
    kind: SessionForm['kind'],
    sessionID: string,
    what: Partial<Pick<SessionForm, 'text' | 'failure' | 'isCopied'>>,
  ): void {
    if (this.#form?.kind !== kind || this.#form.sessionID !== sessionID) return
    this.#form = { ...this.#form, ...what }
  }

  /** Closes the form of that session, unless another took its place. */
  closeForm(kind: SessionForm['kind'], sessionID: string): void {
    if (this.#form?.kind === kind && this.#form.sessionID === sessionID) this.#form = undefined
  }

  forget(sessionID: string): void {
    this.#work.delete(sessionID)
    if (this.#form?.sessionID === sessionID) this.#form = undefined
  }
}
