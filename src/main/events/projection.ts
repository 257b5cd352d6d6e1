import type { SessionStatus } from '../../shared/engine-types'
import type { EventEnvelope } from '../../shared/events'

/**
 * What sessions are doing, as far as a new client must know. Follows the events; read again from
 * the engine after each (re)connect, because the engine replays nothing.
 */
export class StatusProjection {
  readonly #statuses = new Map<string, SessionStatus>()
  readonly #directories = new Set<string>()
  /** Sessions that events spoke of while a rebuild was under way: newer than its answer. */
  #touched: Set<string> | undefined

  /** Directories that events came from: the engine lists statuses for one directory at a time. */
  get directories(): ReadonlySet<string> {
    return this.#directories
  }

  /** Sessions that are not idle. */
  get statuses(): Record<string, SessionStatus> {
    return Object.fromEntries(this.#statuses)
  }

  /** Whether any session is not idle. */
  get busy(): boolean {
    return this.#statuses.size > 0
  }

  /** What one session is doing. */
  status(sessionID: string): SessionStatus {
    return this.#statuses.get(sessionID) ?? { type: 'idle' }
  }

  /** Follows the stream. */
  apply({ directory, payload }: EventEnvelope): void {
    if (directory && directory !== 'global') this.#directories.add(directory)
    if (payload.type === 'session.status') {
      this.#set(payload.properties.sessionID, payload.properties.status)
    } else if (payload.type === 'session.idle') {
      this.#set(payload.properties.sessionID, { type: 'idle' })
    } else if (payload.type === 'session.deleted') {
      this.#set(payload.properties.info.id, { type: 'idle' })
    }
  }

  /**
   * Replaces everything with what the engine says now. Events that arrive meanwhile win.
   * @param read asks the engine for the sessions that are not idle
   */
  async rebuild(read: () => Promise<Record<string, SessionStatus>>): Promise<void> {
    const touched = new Set<string>()
    this.#touched = touched
    try {
      const fresh = await read()
      if (this.#touched !== touched) return
      for (const id of this.#statuses.keys()) if (!touched.has(id)) this.#statuses.delete(id)
      for (const [id, status] of Object.entries(fresh)) {
        if (!touched.has(id)) this.#set(id, status)
      }
    } finally {
      if (this.#touched === touched) this.#touched = undefined
    }
  }

  /** Forgets all sessions: the engine that ran them is gone, and so are its runs. */
  clear(): void {
    this.#touched = undefined
    this.#statuses.clear()
  }

  #set(id: string, status: SessionStatus): void {
    this.#touched?.add(id)
    if (status.type === 'idle') this.#statuses.delete(id)
    else this.#statuses.set(id, status)
  }
}
