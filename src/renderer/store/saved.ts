/** What outlives the page, as JSON under keys. */
export interface Saved {
  /** @returns what was written last; undefined when nothing was, or it is no JSON */
  read(key: string): unknown
  /** @returns the fields of what was written last; none when it has no fields */
  readFields(key: string): Readonly<Record<string, unknown>>
  /** Writes it down; undefined takes away what was there. */
  write(key: string, value: unknown): void
}

/**
 * @param storage gives `localStorage` or `sessionStorage`; a browser may refuse even that
 * @param onLost hears each time that something could not be written: the storage is full or blocked
 */
export function savedIn(storage: () => Storage, onLost: () => void = () => undefined): Saved {
  const read = (key: string): unknown => {
    try {
      return JSON.parse(storage().getItem(key) ?? 'null') ?? undefined
    } catch {
      // Blocked, or what an older version wrote, or someone else: as if nothing had been.
      return undefined
    }
  }
  return {
    read,
    readFields: (key) => {
      const value = read(key)
      return typeof value === 'object' && value !== null ? { ...value } : {}
    },
    write: (key, value) => {
      try {
        if (value === undefined) storage().removeItem(key)
        else storage().setItem(key, JSON.stringify(value))
      } catch {
        onLost()
      }
    },
  }
}
