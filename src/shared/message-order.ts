/** What says where a message stands among those of its session. */
export interface Placed {
  readonly id: string
  readonly time: { readonly created: number }
}

/**
 * Compares two messages of a session by the engine's own order, which is also that of its pages and of
 * what the model reads: by the time at which they were made, and within a millisecond by id
 * (opencode 1.18.33).
 *
 * Nowhere else may ids be compared. They hold 36 bits of a time, so they begin anew every 795 days
 * (last on 2026-08-14), a client may choose them, and a clock may be set back.
 * @returns less than 0 when `a` comes before `b`
 */
export function compareMessages(a: Placed, b: Placed): number {
  if (a.time.created !== b.time.created) return a.time.created - b.time.created
  if (a.id === b.id) return 0
  // biome-ignore lint/plugin: the one place
  return a.id < b.id ? -1 : 1
}

/**
 * Finds where a message goes among others, which stand in the order in which the engine gave them.
 * @param at gives the message at an index
 * @returns the index that it gets: behind all but those that come after it
 */
export function placeAmong(
  count: number,
  at: (index: number) => Placed | undefined,
  message: Placed,
): number {
  let index = count
  for (; index > 0; index -= 1) {
    const other = at(index - 1)
    if (other && compareMessages(other, message) <= 0) break
  }
  return index
}
