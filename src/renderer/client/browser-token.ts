import type { Saved } from '../store/saved'

const KEY = 'wheelhouse.browser-token'

/** Tells a tab of what other tabs save. */
export type StorageEvents = Pick<Window, 'addEventListener'>

/**
 * The token of this browser. It lives in `localStorage`, which is this address's alone, port and
 * all: cookies know no port. All tabs have the same; where nothing can be saved, this tab has it
 * until it is closed.
 */
export class BrowserToken {
  readonly #saved: Saved
  readonly #listeners = new Set<() => void>()
  /** The newest one where it could not be saved. */
  #unsaved: string | undefined

  constructor(saved: Saved, page: StorageEvents) {
    this.#saved = saved
    page.addEventListener('storage', ({ key }) => {
      // Without a key all was cleared.
      if (key !== KEY && key !== null) return
      this.#unsaved = undefined
      this.#tell()
    })
  }

  get(): string | undefined {
    if (this.#unsaved !== undefined) return this.#unsaved
    const value = this.#saved.read(KEY)
    // What is no token would break the header that it is sent in.
    return typeof value === 'string' && /^[\w-]+$/.test(value) ? value : undefined
  }

  set(token: string): void {
    this.#saved.write(KEY, token)
    this.#unsaved = this.#saved.read(KEY) === token ? undefined : token
    this.#tell()
  }

  /** Forgets a token that is worth nothing, unless another tab has a newer one by now. */
  drop(token: string): void {
    if (this.#unsaved === token) this.#unsaved = undefined
    if (this.#saved.read(KEY) === token) this.#saved.write(KEY, undefined)
  }

  /** Calls back when there may be another token, in this tab or by another one. @returns ends it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}
