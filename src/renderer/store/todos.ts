import type { FetchPhase } from './changes'
import { readTodos, type TodoItem } from './read-todos'

const NOTHING: readonly TodoItem[] = []

/** What the agent of the session that is looked at has set out to do. */
export class Todos {
  #sessionID: string | undefined
  #phase: FetchPhase = 'loading'
  #failure = ''
  #items = NOTHING
  #fetch = 0

  get phase(): FetchPhase {
    return this.#phase
  }

  /** Why the last fetch failed: a sentence, or empty. */
  get failure(): string {
    return this.#failure
  }

  /** In the agent's order. */
  get items(): readonly TodoItem[] {
    return this.#items
  }

  /** Looks at another session: what was known of the one before is dropped. */
  lookAt(sessionID: string | undefined): void {
    if (sessionID === this.#sessionID) return
    this.#sessionID = sessionID
    this.#phase = 'loading'
    this.#failure = ''
    this.#items = NOTHING
    this.#fetch += 1
  }

  /** A fetch begins. @returns the ticket that {@link fill} and {@link fail} want */
  begin(): number {
    this.#fetch += 1
    this.#failure = ''
    if (this.#phase === 'failed' && this.#items.length === 0) this.#phase = 'loading'
    return this.#fetch
  }

  fill(ticket: number, todos: unknown): void {
    if (ticket === this.#fetch) this.#put(todos)
  }

  /** The fetch failed. What was shown stays. */
  fail(ticket: number, reason: string): void {
    if (ticket !== this.#fetch) return
    this.#failure = reason
    this.#phase = 'failed'
  }

  /** The agent wrote its list anew; that is newer than any fetch under way. */
  apply(sessionID: string, todos: unknown): void {
    if (sessionID !== this.#sessionID || !Array.isArray(todos)) return
    this.#fetch += 1
    this.#failure = ''
    this.#put(todos)
  }

  #put(todos: unknown): void {
    const items = readTodos(todos)
    this.#phase = 'ready'
    // An agent writes the same list again and again: nothing is painted for that.
    if (JSON.stringify(items) !== JSON.stringify(this.#items)) this.#items = items
  }
}
