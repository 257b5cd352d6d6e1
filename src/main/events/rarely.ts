/**
 * Lets the same thing through at its 1st, 10th, 100th… time only: an engine that sends nothing else
 * must not fill the log.
 * @param say is given what happened, what else there is to say of it, and how often it has happened
 */
export function rarely<T>(
  say: (what: string, detail: T, count: number) => void,
): (what: string, detail: T) => void {
  const counts = new Map<string, { seen: number; due: number }>()
  return (what, detail) => {
    const count = counts.get(what) ?? { seen: 0, due: 1 }
    counts.set(what, count)
    count.seen += 1
    if (count.seen < count.due) return
    count.due *= 10
    say(what, detail, count.seen)
  }
}
