import type { Saved } from './saved'

const KEY = 'wheelhouse.plain-text'
// More sessions than this are hardly looked at again; the oldest choice goes.
const KEPT = 100

/** Why the page came up without a session. */
export interface CrashReport {
  /** The session that was shown when the page crashed; undefined when there was none. */
  readonly sessionID: string | undefined
}

/** Sessions that are shown as plain text, because what is in them is too much for the page. */
export class PlainText {
  #ids: ReadonlySet<string> = new Set()
  #crash: CrashReport | undefined

  /** All of them; another object after each change. */
  get ids(): ReadonlySet<string> {
    return this.#ids
  }

  /** The crashes that nobody has dismissed yet. */
  get crash(): CrashReport | undefined {
    return this.#crash
  }

  has(sessionID: string): boolean {
    return this.#ids.has(sessionID)
  }

  set(sessionID: string, isPlain: boolean): void {
    if (this.has(sessionID) === isPlain) return
    const others = [...this.#ids].filter((id) => id !== sessionID)
    this.#ids = new Set(isPlain ? [...others, sessionID].slice(-KEPT) : others)
  }

  report(crash: CrashReport): void {
    this.#crash = crash
  }

  dismissCrash(): void {
    this.#crash = undefined
  }

  forget(sessionID: string): void {
    this.set(sessionID, false)
    if (this.#crash?.sessionID === sessionID) this.#crash = undefined
  }

  restore(ids: readonly string[]): void {
    this.#ids = new Set(ids.slice(-KEPT))
  }
}

/**
 * Takes up which sessions were shown as plain text before, and keeps that from now on: to forget it
 * would crash the page once more.
 * @returns ends the keeping
 */
export function rememberPlainText(store: PlainTextStore, saved: Saved): () => void {
  const known = saved.read(KEY)
  const { plainText } = store
  if (Array.isArray(known)) plainText.restore(known.filter((id) => typeof id === 'string'))
  let written = plainText.ids
  return store.subscribe(() => {
    if (plainText.ids === written) return
    written = plainText.ids
    saved.write(KEY, [...written])
  })
}

/** The members of the store that keeping needs. */
interface PlainTextStore {
  readonly plainText: PlainText
  subscribe(listener: () => void): () => void
}
