import { jsonText, MOST_IN_LINES } from '../../store/json-text'

// What a tool takes and gives is its own matter: nothing of it is taken for granted.

/** A field's text; empty when it is none. */
export function textIn(record: unknown, name: string): string {
  const value = fieldOf(record, name)
  return typeof value === 'string' ? value : ''
}

/** A field's number; undefined when it is none. */
export function numberIn(record: unknown, name: string): number | undefined {
  const value = fieldOf(record, name)
  return typeof value === 'number' ? value : undefined
}

/** A field's items; none when it is no list. */
export function listIn(record: unknown, name: string): readonly unknown[] {
  const value = fieldOf(record, name)
  return Array.isArray(value) ? value : []
}

/** A field of what may be anything. */
export function fieldOf(record: unknown, name: string): unknown {
  return typeof record === 'object' && record !== null ? Reflect.get(record, name) : undefined
}

// Of more nobody reads them one by one, and each line costs a layout.
const MOST_FIELDS = 1_000

/** All fields: one a line, long ones as blocks; very many as JSON. */
export function fieldsText(record: Record<string, unknown>): string {
  if (Object.keys(record).length > MOST_FIELDS) return jsonText(record, 0)
  let room = MOST_IN_LINES
  return Object.entries(record)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : jsonText(value, room)
      room -= text.length
      return text.includes('\n') ? `${name}:\n${text}` : `${name}: ${text}`
    })
    .join('\n')
}
