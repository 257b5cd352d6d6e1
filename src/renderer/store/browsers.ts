import type { PairedBrowser } from '../../shared/browser-operations'

/** A code that lets a browser in. */
export interface BrowserCode {
  readonly code: string
  /** Ms since the epoch. */
  readonly expiresAt: number
}

const NONE: readonly PairedBrowser[] = []

/** Letting browsers in, as the window shows it while somebody does. */
export class Browsers {
  #code: BrowserCode | undefined
  #all = NONE
  #error = ''
  #openedAt: number | undefined

  /** To be entered in the browser; undefined until main has made one. */
  get code(): BrowserCode | undefined {
    return this.#code
  }

  /** Those that are let in, the newest first. */
  get all(): readonly PairedBrowser[] {
    return this.#all
  }

  /** The reason for which the last attempt failed: a sentence, or empty. */
  get error(): string {
    return this.#error
  }

  /** When the browser was opened, by main's clock; undefined before. */
  get openedAt(): number | undefined {
    return this.#openedAt
  }

  /** The codes of before are nobody's business any more. */
  begin(): void {
    this.#code = undefined
    this.#error = ''
    this.#openedAt = undefined
  }

  setCode(code: BrowserCode): void {
    this.#code = code
    this.#error = ''
  }

  setAll(all: readonly PairedBrowser[]): void {
    this.#all = all
  }

  setOpened(at: number): void {
    this.#openedAt = at
    this.#error = ''
  }

  fail(message: string): void {
    this.#error = message
  }
}
