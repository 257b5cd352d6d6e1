const INPUT = '--- JSONC Input ---'
const ERRORS = '--- Errors ---'
const END = '--- End ---'
const PLACE = /^[A-Z][A-Za-z]{2,60} at line \d{1,9}, column \d{1,9}(?=\r?$)/gm
/** Of so many flaws in one file the places are said. */
const SHOWN = 5
/** A path of the longest kind, and the words around it. */
const HEADING = 5_000

/**
 * Takes out of what the engine says of a configuration what stands in that: it prints a broken file
 * whole, and each value of a wrong type (opencode 1.18.33), and both may be keys. Which file it is, the
 * places and what was expected there stay.
 * @param said without colours; its beginning may be cut off
 */
export function withoutContents(said: string): string {
  return withoutFile(said)
    .split('\n')
    .map((line) => withoutValue(line))
    .join('\n')
}

/**
 * Finds where the engine begins to print a broken file: the line that names the file, and the mark below.
 * By these `withoutContents` knows for a file what follows, also where its beginning and its end are missing.
 * @returns empty where none begins
 */
export function complaintHeading(said: string): string {
  const at = said.indexOf(INPUT)
  if (at < 0) return ''
  const line = at > 1 ? said.lastIndexOf('\n', at - 2) + 1 : at
  return said.slice(Math.max(line, at - HEADING), at + INPUT.length)
}

function withoutFile(said: string): string {
  const [input = -1, ...others] = [INPUT, ERRORS, END].map((mark) => said.indexOf(mark))
  if (input < 0 && others.every((at) => at < 0)) return said
  // Where its beginning is cut off, all before the first mark may be the file.
  const isBegun =
    said.slice(0, Math.max(0, input)).includes('not valid JSON') &&
    others.every((at) => at < 0 || at > input)
  const from = isBegun ? input : 0
  // A file may hold the marks itself, so it ends where nothing of one follows.
  const last = said.lastIndexOf(END)
  const isWhole = last > Math.max(said.lastIndexOf(INPUT), said.lastIndexOf(ERRORS))
  const to = isWhole ? last + END.length : said.length
  const places = said.slice(from, to).match(PLACE)?.slice(0, SHOWN) ?? []
  const head = isBegun ? said.slice(0, from).trimEnd() : 'A configuration is not valid JSON(C):'
  return `${head} ${places.join(', ')}`.trimEnd() + said.slice(to)
}

/** "↳ Expected string, got ["…"] provider.acme.options.apiKey": the path, if there is one, is the last word. */
function withoutValue(line: string): string {
  const at = line.indexOf(', got ')
  if (at < 0 || !/^\s{0,20}(?:↳|Expected\b)/.test(line)) return line
  const got = line.slice(at + ', got '.length).trimEnd()
  const space = got.lastIndexOf(' ')
  // Where a value is cut off, its last word is no path.
  const path = space > 0 && isValue(got.slice(0, space)) ? got.slice(space) : ''
  return line.slice(0, at) + (/["'`[\]{}]/.test(path) ? '' : path)
}

function isValue(text: string): boolean {
  if (text === 'undefined') return true
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/**
 * Does the same to the engine's answer to a call that a configuration keeps it from (`ConfigJsonError`,
 * `ConfigInvalidError`).
 * @param body JSON
 * @throws SyntaxError for a text that is no JSON
 */
export function refusalWithoutContents(body: string): string {
  if (!/"name"\s{0,9}:\s{0,9}"Config/.test(body)) return body
  return JSON.stringify(
    JSON.parse(body, (_, value) => (typeof value === 'string' ? withoutContents(value) : value)),
  )
}
