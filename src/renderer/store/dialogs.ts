/** The dialogs that stand over the whole window; one at a time. */
export type DialogName = 'palette' | 'shortcuts' | 'settings' | 'providers'

/** Which dialog is open. */
export class Dialogs {
  #open: DialogName | undefined
  #wasOpened = false

  /** Whether any was ever opened. */
  get wasOpened(): boolean {
    return this.#wasOpened
  }

  get open(): DialogName | undefined {
    return this.#open
  }

  show(name: DialogName): void {
    this.#open = name
    this.#wasOpened = true
  }

  /** Closes a dialog, unless another has taken its place. */
  close(name: DialogName): void {
    if (this.#open === name) this.#open = undefined
  }
}
