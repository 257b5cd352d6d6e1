/** One look at what the engine says of a directory. What events say while it lasts wins over it. */
export interface Reading<T> {
  /**
   * Replaces what is held of the directory by the engine's answer.
   * @returns whether that changed anything; never when it is overtaken: by a newer reading of the
   *   same directory, or because all was cleared
   */
  apply(found: ReadonlyMap<string, T>): boolean
  /** There is no answer: what is held stays. */
  drop(): void
}

/**
 * What the engine holds, by id: followed by events, and read again from the engine, which tells of
 * one directory at a time. Used for statuses, permissions and questions alike.
 */
export class Followed<T> {
  readonly #entries = new Map<string, { directory: string; value: T }>()
  /** The newest reading under way of each directory: the ids that events spoke of since it began. */
  readonly #readings = new Map<string, Set<string>>()

  get size(): number {
    return this.#entries.size
  }

  get(id: string): T | undefined {
    return this.#entries.get(id)?.value
  }

  /** All that is held, by id. */
  entries(): [string, T][] {
    return [...this.#entries].map(([id, { value }]) => [id, value])
  }

  /** Whether anything is held of a directory. */
  holds(directory: string): boolean {
    return [...this.#entries.values()].some((entry) => entry.directory === directory)
  }

  /** An event says what it is now. */
  set(id: string, directory: string, value: T): void {
    this.#touch(id)
    this.#entries.set(id, { directory, value })
  }

  /** An event says that it is no more; it may be one that was never heard of. */
  delete(id: string): void {
    this.#touch(id)
    this.#entries.delete(id)
  }

  /** The same for all that fit. */
  deleteWhere(fits: (value: T) => boolean): void {
    for (const [id, { value }] of this.#entries) if (fits(value)) this.delete(id)
  }

  /** Begins to read a directory; what is held of it stays until there is an answer. */
  read(directory: string): Reading<T> {
    const touched = new Set<string>()
    this.#readings.set(directory, touched)
    const end = () => this.#readings.get(directory) === touched && this.#readings.delete(directory)
    return {
      apply: (found) => end() && this.#replace(directory, found, touched),
      drop: () => void end(),
    }
  }

  /** Forgets all, and what is being read too. */
  clear(): void {
    this.#entries.clear()
    this.#readings.clear()
  }

  #touch(id: string): void {
    for (const touched of this.#readings.values()) touched.add(id)
  }

  #replace(directory: string, found: ReadonlyMap<string, T>, touched: Set<string>): boolean {
    let isNews = false
    for (const [id, entry] of this.#entries) {
      if (entry.directory !== directory || found.has(id) || touched.has(id)) continue
      this.#entries.delete(id)
      isNews = true
    }
    for (const [id, value] of found) {
      if (touched.has(id)) continue
      const known = this.#entries.get(id)
      // Both come from JSON of the same engine, so the same state has the same text.
      if (known && JSON.stringify(known.value) === JSON.stringify(value)) continue
      this.#entries.set(id, { directory, value })
      isNews = true
    }
    return isNews
  }
}
