import { basename } from 'node:path/posix'
import type { OpencodeClient } from '../engine/connection'
import { ask } from './engine-answer'
import { trueNames } from './true-names'
import { isInRepository, walkedPaths } from './walked-paths'

export interface FileQuery {
  directory: string
  query: string
  type?: 'file' | 'directory' | undefined
  limit?: number | undefined
}

const FAILED = 'The engine could not search the project. Try again.'

/**
 * Searches a project's files as people name them: by the engine's finder, and by a look of our own in a
 * folder that is in no repository, where the finder leaves out pictures, documents, archives and all
 * whose name begins with a dot (opencode 1.18.33).
 * @returns paths within the project, best first; a directory ends with a slash
 */
export async function searchFiles(client: OpencodeClient, asked: FileQuery): Promise<string[]> {
  const { directory, query, type, limit = MOST } = asked
  if (isInRepository(directory)) return askFinder(client, asked)
  const [found, walked] = await Promise.all([
    askFinder(client, { ...asked, limit: MOST }),
    walkedPaths(directory),
  ])
  const typed = query.trim()
  const ours = walked.filter((path) => isOfType(path, type) && fits(path, typed))
  return likestFirst([...new Set([...found, ...ours])], typed).slice(0, limit)
}

/**
 * Asks the engine's finder. To it a space begins another word, of which a search of one type may find
 * none at all, and some characters are operators (opencode 1.18.33: `a b` did not find `a b (1).txt`,
 * nor `[id]` the file of that name). It is fuzzy, so it is asked without them, and for what holds the
 * characters themselves: to it `[id].ts` is worse than any `id.ts`. When that finds nothing it is asked
 * for the words in any order.
 */
async function askFinder(client: OpencodeClient, asked: FileQuery): Promise<string[]> {
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
  return inAnyOrder.filter((path) => isOfType(path, type)).slice(0, limit)
}

const isOfType = (path: string, type: FileQuery['type']) =>
  type === undefined || path.endsWith('/') === (type === 'directory')

/** Tells whether a path has the characters in their order, or the words in any. */
function fits(path: string, typed: string): boolean {
  const [lower, wanted] = [path.toLowerCase(), typed.toLowerCase()]
  return (
    holds(lower, wanted.replaceAll(/\s+/g, '')) ||
    wanted.split(/\s+/).every((word) => lower.includes(word))
  )
}

/** Sorts paths: what is called so, what has it in its name, in its path, then its characters; then the others. */
function likestFirst(paths: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase()
  const signs = wanted.replaceAll(/\s+/g, '')
  const distance = (path: string) => {
    const lower = path.toLowerCase()
    const name = basename(lower)
    const is = [
      name === wanted,
      name.includes(wanted),
      lower.includes(wanted),
      holds(lower, signs),
      true,
    ]
    return is.indexOf(true)
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

/** The ways to write an operator that is meant; some mean something else between brackets, and a backslash is a slash. */
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
