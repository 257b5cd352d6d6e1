/** Words after which the engine's runtime repeats what it was given, to the end (Bun 1.3.14, undici). */
const REPEATING = ['has invalid value:', 'Failed to parse URL from', 'Invalid URL:']
/** And before which it does, in quotes. */
const QUOTING = ['cannot be parsed as a URL', 'is an invalid header value']
/** Signs of which JSON holds one where something may have to be hidden. */
const SIGNS = ['"error":{', '"type":"retry"', ...REPEATING, ...QUOTING]

/**
 * Hides in the words of an error what a person may have written a login or a key into: of an address
 * all but its origin, and the value that is no header or no address. A provider's answer may hold
 * either, so it is no rule for one kind of error.
 */
export function hideInWords(words: string): string {
  return hideRepeated(words).replace(/\bhttps?:\/\/[^\s"'`<>]+/gi, shortened)
}

/** @returns the words without what their own sentence says to be no address or no header */
function hideRepeated(words: string): string {
  let safe = words
  for (const sign of REPEATING) {
    const at = safe.indexOf(sign)
    if (at >= 0) safe = `${safe.slice(0, at + sign.length)} [hidden]`
  }
  for (const sign of QUOTING) {
    const at = safe.lastIndexOf(sign)
    const first = safe.indexOf('"')
    if (at >= 0 && first >= 0 && first < at) {
      safe = `${safe.slice(0, first)}[hidden] ${safe.slice(at)}`
    }
  }
  return safe
}

/**
 * Hides it in the errors of an event, a message or several: the engine puts them there as they come
 * (opencode 1.18.33), of whatever name, and stores them.
 * @param text JSON
 * @param value the same, if it was parsed already; it is changed where something is hidden
 * @returns the text, or another one where something is hidden
 * @throws SyntaxError for a text that is no JSON
 */
export function hideInErrors(text: string, value?: unknown): string {
  // Most have none, and need not be parsed for that; the engine writes JSON without spaces.
  if (!SIGNS.some((sign) => text.includes(sign))) return text
  const parsed: unknown = value ?? JSON.parse(text)
  return hideInErrorsOf(parsed) ? JSON.stringify(parsed) : text
}

/**
 * Hides it in an answer of which each text may be an error's.
 * @param text JSON or not
 */
export function hideEverywhere(text: string): string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return hideInWords(text)
  }
  return isObject(value) && hideIn(value) ? JSON.stringify(value) : text
}

/** Fields with the provider's own words, which the person is to read as they are. */
const PROVIDERS = new Set(['responseBody', 'responseHeaders'])

/** @returns whether anything was hidden */
function hideIn(value: Record<string, unknown> | unknown[]): boolean {
  let hidden = false
  for (const [name, each] of Object.entries(value)) {
    if (PROVIDERS.has(name)) continue
    if (typeof each === 'string') {
      // An address that is none is in no words that would tell it.
      const safe = name === 'url' ? originOf(each) : hideInWords(each)
      if (safe === each) continue
      Object.assign(value, { [name]: safe })
      hidden = true
    } else if (typeof each === 'object' && each !== null) {
      if (hideIn(each as Record<string, unknown>)) hidden = true
    }
  }
  return hidden
}

/** An address in a sentence, whose end is no part of it; that something was cut is to be seen. */
function shortened(address: string): string {
  const end = /[.,;:!?)\]]{0,10}$/.exec(address)?.[0] ?? ''
  const url = address.slice(0, address.length - end.length)
  const origin = originOf(url)
  const isWhole = origin === '[hidden]' || url.toLowerCase().replace(/\/$/, '') === origin
  return `${origin}${isWhole ? '' : '/…'}${end}`
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : '[hidden]')

/**
 * Looks for the errors of an event, of a message with its parts, of several, for what says why a call is
 * tried again, and for a tool's: that of a sub-agent's run is the run's. An address there is the agent's.
 * @returns whether anything was hidden
 */
function hideInErrorsOf(value: unknown): boolean {
  if (Array.isArray(value)) return value.map(hideInErrorsOf).includes(true)
  if (!isObject(value)) return false
  const { error, status, state } = value
  let hidden = isObject(error) && hideIn(error)
  if (isObject(status) && status.type === 'retry' && hideIn(status)) hidden = true
  if (isObject(state) && typeof state.error === 'string') {
    const safe = hideRepeated(state.error)
    if (safe !== state.error) hidden = true
    state.error = safe
  }
  for (const name of ['payload', 'properties', 'info', 'part', 'parts']) {
    if (hideInErrorsOf(value[name])) hidden = true
  }
  return hidden
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
