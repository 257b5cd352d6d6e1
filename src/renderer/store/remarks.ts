/** What was just done, said in passing; it goes by itself. */
export interface Remark {
  readonly id: number
  readonly text: string
  /** What can still be taken back: the session was archived, or is about to be deleted. */
  readonly removal?: Removal
}

export interface Removal {
  readonly kind: 'delete' | 'archive'
  readonly sessionID: string
  /** Whether the session was looked at, and is again when it comes back. */
  readonly wasOpen: boolean
}

/** The remarks that are shown, oldest first. */
export class Remarks {
  #all: readonly Remark[] = []
  #nextID = 1

  get all(): readonly Remark[] {
    return this.#all
  }

  get(id: number): Remark | undefined {
    return this.#all.find((it) => it.id === id)
  }

  /** What was removed last and can be brought back. */
  get lastRemoval(): Remark | undefined {
    return this.#all.findLast((it) => it.removal !== undefined)
  }

  /** The removal of that session which can be taken back. */
  removalOf(sessionID: string): Remark | undefined {
    return this.#all.find((it) => it.removal?.sessionID === sessionID)
  }

  add(text: string, removal?: Removal): Remark {
    const remark: Remark = { id: this.#nextID, text, ...(removal && { removal }) }
    this.#nextID += 1
    this.#all = [...this.#all, remark]
    return remark
  }

  remove(id: number): void {
    this.#all = this.#all.filter((it) => it.id !== id)
  }

  /** The session is gone for good: there is nothing to bring back. */
  forget(sessionID: string): void {
    const remark = this.removalOf(sessionID)
    if (remark) this.remove(remark.id)
  }
}
