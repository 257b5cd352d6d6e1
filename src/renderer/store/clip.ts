/** A text without the dots and spaces at its end. */
export function withoutDots(text: string): string {
  let end = text.length
  while (end > 0 && /[.\s]/.test(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/** The beginning of a text that stands on one line, or is a reason: nobody reads more of it there. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text
  const code = text.charCodeAt(most - 1)
  // Never half of a character.
  const end = code >= 0xd800 && code <= 0xdbff ? most - 1 : most
  return `${text.slice(0, end)}…`
}

// A browser lays so many out between two frames.
const CHARS_OF_A_LIST = 50_000
const LEAST_CHARS = 200

/** Gives the number of characters that each of so many texts may show. @param most of one alone */
export const charsOfEach = (count: number, most: number): number =>
  Math.min(most, Math.max(LEAST_CHARS, Math.floor(CHARS_OF_A_LIST / Math.max(1, count))))
