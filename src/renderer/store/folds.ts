/**
 * What a person has opened in the transcript, by the id of the part. It lives outside of the views,
 * which come and go as the transcript scrolls.
 */
export class Folds {
  #open = new Set<string>()

  isOpen(id: string): boolean {
    return this.#open.has(id)
  }

  set(id: string, isOpen: boolean): void {
    if (isOpen) this.#open.add(id)
    else this.#open.delete(id)
  }
}
