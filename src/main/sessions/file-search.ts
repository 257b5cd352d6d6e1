import type { OpencodeClient } from '../engine/connection'
import { ask } from './engine-answer'

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
 * so it is asked without them; and for the words in any order when that finds nothing.
 * @returns paths within the project, best first; a directory ends with a slash
 */
export async function searchFiles(client: OpencodeClient, asked: FileQuery): Promise<string[]> {
  const { type, query, limit, directory } = asked
  const words = query.replaceAll(OPERATORS, ' ').trim().split(/\s+/)
  const together = words.join('')
  // What consists of operators alone has no letters to find anything by.
  if (together === '' && query.trim() !== '') return []
  const find = async (text: string, more: Pick<FileQuery, 'type' | 'limit'>) => {
    const found = await ask(client.find.files({ directory, query: text, ...more }), FAILED)
    // The project itself (opencode 1.18), which is no path within it.
    return found.filter((path) => path !== '/')
  }
  const found = await find(together, { type, limit })
  if (found.length > 0 || words.length < 2) return found
  const inAnyOrder = await find(words.join(' '), { limit: MOST })
  const fitting = inAnyOrder.filter(
    (path) => type === undefined || path.endsWith('/') === (type === 'directory'),
  )
  return fitting.slice(0, limit)
}

const OPERATORS = /[*?[\]{}!\\:]/g
/** As many as the engine gives at once (opencode 1.18.33). */
const MOST = 200
