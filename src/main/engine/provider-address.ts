/**
 * Hides all of a provider's address but its origin in what the engine says of a refused request: the
 * person may have written a login or a key into it (opencode 1.18.33 repeats it whole, in events and
 * in stored messages).
 * @param text JSON: an event, a message or several
 * @param value the same, if it was parsed already; it is changed where something is hidden
 * @returns the text, or another one where something is hidden
 * @throws SyntaxError for a text that is no JSON
 */
export function hideAddresses(text: string, value?: unknown): string {
  // Most have none, and need not be parsed for that.
  if (!text.includes('"APIError"')) return text
  const parsed: unknown = value ?? JSON.parse(text)
  let hidden = false
  for (const error of errorsIn(parsed)) {
    const { name, data } = error
    if (name !== 'APIError' || !isObject(data) || !isObject(data.metadata)) continue
    const { url } = data.metadata
    if (typeof url !== 'string') continue
    data.metadata.url = URL.canParse(url) ? new URL(url).origin : ''
    hidden = true
  }
  return hidden ? JSON.stringify(parsed) : text
}

/** The errors of an event, of a message with its parts, of several. */
function* errorsIn(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) {
    for (const each of value) yield* errorsIn(each)
    return
  }
  if (!isObject(value)) return
  if (isObject(value.error)) yield value.error
  for (const name of ['payload', 'properties', 'info', 'part', 'parts'])
    yield* errorsIn(value[name])
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
