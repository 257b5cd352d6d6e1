import type { OpencodeClient } from '../engine/connection'
import { ask } from './engine-answer'
import { trueNames } from './true-names'

export interface FileQuery {
  directory: string
  query: string
  type?: 'file' | 'directory' | undefined
  limit?: number | undefined
}

const FAILED = 'The engine could not search the project. Try again.'

/**
 * Searches a project's files as people name them. To the engine's finder a space begins another
 * word, of which a search of one type may find none at all, and some characters are operators
 * (opencode 1.18.33: `a b` did not find `a b (1).txt`, nor `[id]` the file of that name). It is fuzzy,
 * so it is asked without them, and for what holds the characters themselves: to it `[id].ts` is worse
 * than any `id.ts`. When that finds nothing it is asked for the words in any order.
 * @returns paths within the project, best first; a directory ends with a slash
 */
export async function searchFiles(client: OpencodeClient, asked: FileQuery): Promise<string[]> {
  const { type, query, limit, directory } = asked
  const words = query.replaceAll(OPERATORS, ' ').trim().split(/\s+/)
  const together = words.join('')
  const find = async (text: string, more: Pick<FileQuery, 'type' | 'limit'>) => {
    const found = await ask(client.find.files({ directory, query: text, ...more }), FAILED)
    // The project itself (opencode 1.18), which is no path within it.
    return trueNames(
      directory,
      found.filter((path) => path !== '/'),
    )
  }
  const typed = query.trim()
  if (together === typed) return find(together, { type, limit })
  const signs = typed.replaceAll(/\s+/g, '')
  const exact = signs === together ? [] : await find(holding(signs), { type, limit: MOST })
  const holders = exact.filter((path) => holds(path, signs))
  const alike = together === '' ? [] : await find(together, { type, limit: MOST })
  const found = likestFirst([...new Set([...holders, ...alike])], typed)
  if (found.length > 0 || words.length < 2) return found.slice(0, limit)
  const inAnyOrder = await find(words.join(' '), { limit: MOST })
  const fitting = inAnyOrder.filter(
    (path) => type === undefined || path.endsWith('/') === (type === 'directory'),
  )
  return fitting.slice(0, limit)
}

/** What has the words as they were typed, then what has their characters, then the others. */
function likestFirst(paths: readonly string[], typed: string): string[] {
  const signs = typed.replaceAll(/\s+/g, '')
  const distance = (path: string) => {
    const lower = path.toLowerCase()
    if (lower.includes(typed.toLowerCase())) return 0
    return holds(lower, signs.toLowerCase()) ? 1 : 2
  }
  return paths
    .map((path) => ({ path, far: distance(path) }))
    .sort((one, other) => one.far - other.far)
    .map(({ path }) => path)
}

const OPERATORS = /[*?[\]{}!\\:]/g
/** As many as the engine gives at once (opencode 1.18.33). */
const MOST = 200

/** A pattern of the finder for names that hold characters, in this order. */
const holding = (signs: string) =>
  `*${[...signs].map((sign) => `${OPERATOR.get(sign) ?? sign}*`).join('')}`

/** How to write an operator that is meant; some mean something else between brackets, and a backslash is a slash. */
const OPERATOR: ReadonlyMap<string, string> = new Map([
  ...[...'*?[]{}:'].map((sign) => [sign, `[${sign}]`] as const),
  ['!', '!'],
  ['\\', '/'],
])

function holds(path: string, signs: string): boolean {
  let at = -1
  for (const sign of signs) {
    at = path.indexOf(sign, at + 1)
    if (at < 0) return false
  }
  return true
}
