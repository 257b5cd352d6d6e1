import { posix, sep } from 'node:path'

/**
 * The path of a file from the root of its work tree, with `/`, one character for each byte: a name is
 * bytes to git and to Linux, and need not be text.
 */
export type RepoPath = string & { readonly __repoPath: unique symbol }

export const repoPath = (bytes: Buffer): RepoPath => bytes.toString('latin1') as RepoPath
/** The path for text that git or the engine printed as UTF-8. */
export const repoPathOf = (text: string): RepoPath => repoPath(Buffer.from(text, 'utf8'))
export const bytesOf = (path: RepoPath): Buffer => Buffer.from(path, 'latin1')
/** The path as a person and a client read it; what is no UTF-8 is shown as U+FFFD. */
export const shown = (path: RepoPath): string => bytesOf(path).toString('utf8')

/** The folders that lead to a file, from the root on. */
export function foldersOf(path: RepoPath): RepoPath[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/') as RepoPath)
}

/** Splits what git prints with `-z`. */
export const splitAtNul = (printed: Buffer): string[] =>
  printed.toString('latin1').split('\0').slice(0, -1)

/** A path that stays inside of the tree and out of git's own folder, as git itself demands. */
export const isInside = (path: RepoPath): boolean =>
  path !== '' &&
  !path.includes('\0') &&
  path.split('/').every((part) => !['', '.', '..'].includes(part) && part.toLowerCase() !== '.git')

const LETTERS: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what git quotes
const QUOTED = /[\x00-\x1f\x7f"\\]/g

/** A name as git prints it in lines, with `core.quotepath=false`. */
function quoted(path: string): string {
  const text = path.replace(
    QUOTED,
    (byte) => LETTERS[byte] ?? `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
  return text === path ? path : `"${text}"`
}

/**
 * The name under which the engine lists a changed file in the `patch` part of a message: it takes
 * git's lines for names and trims them (opencode 1.18.33), so several files can have the same.
 */
export function listedName(worktree: string, path: RepoPath): string {
  return posix.join(worktree, textOf(path)).replaceAll('\\', '/')
}

/** Whether the engine lists a file at all: of a name that is space alone nothing is left (1.18.33). */
export const canBeListed = (path: RepoPath): boolean => textOf(path) !== ''

/** A line of git's, as the engine reads it. */
const textOf = (path: RepoPath) => Buffer.from(quoted(path), 'latin1').toString('utf8').trim()

/** Whether the engine takes a listed name for the whole tree: of a file named " ." nothing else is left. */
export const namesTheRoot = (worktree: string, listed: string): boolean =>
  posix.relative(withSlashes(worktree), listed) === ''

// Windows alone has the other as a separator; elsewhere it may be in a name.
const withSlashes = (path: string) => (sep === '\\' ? path.replaceAll('\\', '/') : path)

/** The file that the engine takes a listed name for; undefined outside of the tree. */
export function namedFile(worktree: string, listed: string): RepoPath | undefined {
  const path = repoPathOf(posix.relative(withSlashes(worktree), listed))
  return isInside(path) ? path : undefined
}
