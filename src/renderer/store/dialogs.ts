/** The dialogs that stand over the whole window; one at a time. */
export type DialogName = 'palette' | 'shortcuts' | 'settings' | 'providers' | 'browser' | 'let-in'

/** Which dialog is open. */
export class Dialogs {
  #open: DialogName | undefined
  #shown = 0

  /** How often any was opened. */
  get shown(): number {
    return this.#shown
  }

  get open(): DialogName | undefined {
    return this.#open
  }

  show(name: DialogName): void {
    this.#open = name
    this.#shown += 1
  }

  /** Closes a dialog, unless another has taken its place. */
  close(name: DialogName): void {
    if (this.#open === name) this.#open = undefined
  }
}
