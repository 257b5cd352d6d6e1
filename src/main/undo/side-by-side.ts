/** Enough to keep a disk busy, and few open files. */
const AT_ONCE = 16

/** Does the work for each item, several side by side; when one fails the others under way are awaited. */
export async function sideBySide<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const iterator = items[Symbol.iterator]()
  const failures: unknown[] = []
  const takeOn = async () => {
    for (;;) {
      const next = failures.length === 0 ? iterator.next() : { done: true as const }
      if (next.done) return
      await work(next.value).catch((error) => failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, takeOn))
  if (failures.length > 0) throw failures[0]
}
