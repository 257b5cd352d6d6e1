const NONE: ReadonlySet<string> = new Set()

/** What is remembered of unread sessions: those, and what ran. */
export interface UnreadMemory {
  readonly unread: readonly string[]
  /** Whatever of this does not run any more has ended while nobody was there to see it. */
  readonly running: readonly string[]
}

/** In which sessions a run has ended since somebody looked at them. */
export class Unread {
  #unread = NONE
  #running = NONE
  #openID: string | undefined
  #memory: UnreadMemory = { unread: [], running: [] }

  /** Whether something was finished there that nobody has looked at. */
  has(sessionID: string): boolean {
    return this.#unread.has(sessionID)
  }

  /** What to remember; the identical object while nothing of it changed. */
  get memory(): UnreadMemory {
    return this.#memory
  }

  /** Takes up what was remembered. */
  recall({ unread, running }: UnreadMemory): void {
    this.#set(new Set([...this.#unread, ...unread]), new Set([...this.#running, ...running]))
  }

  /** A person looks at this session, and at no other. */
  look(sessionID: string | undefined): void {
    this.#openID = sessionID
    if (sessionID !== undefined) this.#set(without(this.#unread, sessionID), this.#running)
  }

  /** A run is under way. It may be said again and again. */
  began(sessionID: string): void {
    if (this.#running.has(sessionID)) return
    this.#set(this.#unread, new Set([...this.#running, sessionID]))
  }

  /** No run is under way there, if one was. */
  ended(sessionID: string): void {
    if (!this.#running.has(sessionID)) return
    const unread = sessionID === this.#openID ? this.#unread : including(this.#unread, sessionID)
    this.#set(unread, without(this.#running, sessionID))
  }

  /** Whatever is known to run and does not has ended. */
  endedBut(isRunning: (sessionID: string) => boolean): void {
    for (const sessionID of this.#running) if (!isRunning(sessionID)) this.ended(sessionID)
  }

  forget(sessionID: string): void {
    this.#set(without(this.#unread, sessionID), without(this.#running, sessionID))
  }

  #set(unread: ReadonlySet<string>, running: ReadonlySet<string>): void {
    if (unread === this.#unread && running === this.#running) return
    this.#unread = unread
    this.#running = running
    this.#memory = { unread: [...unread], running: [...running] }
  }
}

const including = (set: ReadonlySet<string>, id: string) =>
  set.has(id) ? set : new Set([...set, id])

function without(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return set.has(id) ? new Set([...set].filter((it) => it !== id)) : set
}
