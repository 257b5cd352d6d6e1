import type { StreamEntry } from './inspector'

/** Which entries of the event inspector are shown. */
export interface EventFilter {
  /** Types that are not. */
  readonly hidden: ReadonlySet<string>
  /** Only this session's; all when undefined. */
  readonly sessionID: string | undefined
  /** Found anywhere in the JSON, whatever the case; all when empty. */
  readonly text: string
}

export const EMPTY_FILTER: EventFilter = { hidden: new Set(), sessionID: undefined, text: '' }

/** The check that a filter is; marks pass it always, since what is missing concerns all. */
export function matcherOf({ hidden, sessionID, text }: EventFilter) {
  // A pattern that ignores case makes no copy of the text, as toLowerCase does.
  const pattern = text.trim() && new RegExp(escaped(text.trim()), 'i')
  return (entry: StreamEntry): boolean =>
    entry.kind === 'mark' ||
    (!hidden.has(entry.type) &&
      (sessionID === undefined || entry.sessionID === sessionID) &&
      (!pattern || pattern.test(entry.json)))
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Types by what stands before their first dot, both in the order of the alphabet. */
export function groupTypes(types: ReadonlySet<string>): [string, string[]][] {
  const groups = new Map<string, string[]>()
  for (const type of [...types].sort()) {
    const [prefix = type] = type.split('.')
    groups.set(prefix, [...(groups.get(prefix) ?? []), type])
  }
  return [...groups]
}
