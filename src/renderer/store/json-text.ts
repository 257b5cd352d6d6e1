// White space grows by the depth, squared, and by the number of values.
const MOST_LEVELS = 10
/** The longest JSON that is written in lines, in UTF-16 units. */
export const MOST_IN_LINES = 100_000

/**
 * Writes a value as JSON for a person: a line for each field and item, unless it is deep or long. Main
 * hands over nothing that is too deep to be written at all (`shallow-json.ts`).
 * @param room how long it may be to have lines: for one of several values, what those before it left
 */
export function jsonText(value: unknown, room = MOST_IN_LINES): string {
  const compact = JSON.stringify(value) ?? ''
  if (compact.length > room || isDeeper(value, MOST_LEVELS)) return compact
  return JSON.stringify(value, null, 2) ?? ''
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((it) => isDeeper(it, levels - 1)))
