import { invalidField } from '../../shared/errors'

/** Signs that copying from a text brings along at the ends: spaces, some without a width, quotes of all kinds. */
const BROUGHT_ALONG = /[\s\p{Cf}"'`\u2018-\u201f\u00ab\u00bb]/u
/** All that a header takes for certain; what it does not, the engine repeats in its error (1.18.33). */
const NOT_IN_HEADER = /[^\x20-\x7e]/u

/**
 * Reads a key as it was pasted.
 * @returns it without what pasting brings along at its ends
 * @throws AppError `invalid_input` where it has a character that no request takes; the key is not said
 */
export function readKey(pasted: string): string {
  const characters = [...pasted]
  const isKeys = (character: string) => !BROUGHT_ALONG.test(character)
  const first = characters.findIndex(isKeys)
  const last = characters.findLastIndex(isKeys)
  const key = characters.slice(first, last + 1).join('')
  if (first < 0) throw invalidField('key', 'has nothing in it but spaces and quotes')
  if (isJson(key)) return key
  const wrong = NOT_IN_HEADER.exec(key)?.[0]
  if (wrong === undefined) return key
  const code = wrong.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')
  throw invalidField(
    'key',
    `has a character that no key has (U+${code}), as copying from a chat or a document may put there; copy it again from the provider’s page`,
  )
}

/** The key of a service, which is no header's and may have lines. */
function isJson(key: string): boolean {
  try {
    return key.startsWith('{') && typeof JSON.parse(key) === 'object'
  } catch {
    return false
  }
}
