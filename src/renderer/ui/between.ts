/** What stands between the first of one mark and the next of another; undefined without both. */
export function between(text: string, begin: string, end: string): string | undefined {
  const at = text.indexOf(begin)
  if (at < 0) return undefined
  const from = at + begin.length
  const to = text.indexOf(end, from)
  return to < 0 ? undefined : text.slice(from, to)
}
