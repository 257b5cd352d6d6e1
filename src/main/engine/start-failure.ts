import { dirname, join, resolve } from 'node:path'
import { databaseTrouble, makeRoom, otherThanFile, writingTrouble } from './database-trouble'
import { configFiles, databaseOf, engineFolders } from './engine-folders'

/** As much of a line as is shown. */
const SHOWN = 300

// "Error: Config file at …", "ENOTDIR: not a directory, …", "error: Cannot find module …",
// "ASSERTION FAILED: MemoryExhaustion: …" (opencode 1.18.33, Bun 1.3.14).
const NAMES_ERROR = /^(?:\w{0,60}error|E[A-Z]{3,60}|ASSERTION FAILED|panic\([^)]{0,200}\)): (?=\S)/i
// What goes before the cause, two lines further down.
const HEADLINE = /^Error: Unexpected error$/
const NO_CAUSE = [
  /^at /, // a stack
  /^\d+ \| /, // the code around the place, and the mark below it
  /^[\^~|─━]+$/,
  /^(?:path|syscall|errno|code|params|dest)\b ?: ?/, // the members of an error
  /^[[\](){},;]*$/,
  /^Bun v\d/,
  /^opencode server listening/,
]

/**
 * The line of an engine's output that names an error.
 * @param output without colours
 * @returns empty when none does
 */
export function namedError(output: string): string {
  const lines = telling(output)
  const headline = lines.findIndex((line) => HEADLINE.test(line))
  const below = headline < 0 ? undefined : lines[headline + 1]
  const line = below ?? lines.find((each) => NAMES_ERROR.test(each) && !HEADLINE.test(each))
  return (line ?? '').slice(0, SHOWN)
}

/** The line that tells most of why an engine ended: the one that names an error, else the last that says anything. */
export function causeIn(output: string): string {
  return namedError(output) || (telling(output).at(-1) ?? '').slice(0, SHOWN)
}

const telling = (output: string) =>
  output
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => !NO_CAUSE.some((pattern) => pattern.test(line)))

/**
 * What a person can do about an engine that did not start.
 * @param cause the line that tells why
 * @param env what the engine was started with
 * @param cwd where it was started
 * @returns sentences; empty when there is nothing to add to the cause
 */
export function remedyFor(cause: string, env: NodeJS.ProcessEnv, cwd: string): string {
  const database = databaseOf(env, cwd)
  if (/disk is full|ENOSPC|EDQUOT|no space left|SQLITE_FULL/i.test(cause)) {
    return makeRoom(dirname(database))
  }
  if (/not a database|malformed|no session table/i.test(cause) || isTableTwice(cause)) {
    return `Its database ${database} is damaged. End all that uses OpenCode and put a copy back, or move it away with the files beside it that begin with its name (the sessions go with it); then try again.`
  }
  if (
    /unable to open database|readonly database|disk I\/O|Failed query|locking protocol|SQLITE_/i.test(
      cause,
    )
  ) {
    // The engine does not say what is wrong with the file; our rights are the same, so we can look.
    return (
      databaseTrouble(database) ??
      `Look at its database ${database}: whether its disk works, and whether the limits of open files (ulimit -n) and of a file's size (ulimit -f) are high enough. Then try again.`
    )
  }
  if (/database (?:table )?is locked|SQLITE_BUSY/i.test(cause)) {
    return `Another program holds its database ${database}. End other OpenCode that hangs, then try again.`
  }
  if (/MemoryExhaust|out of memory|ENOMEM/i.test(cause)) {
    return 'It ran out of memory. Close other programs, or raise the limit (ulimit -v), then try again.'
  }
  if (/EMFILE|ENFILE/.test(cause)) {
    return 'Raise the limit of open files (ulimit -n), then start Wheelhouse again.'
  }
  if (/^Error: Config(?:uration| file)\b/.test(cause)) {
    return 'Correct that file, then try again. The log says what is wrong in it.'
  }
  return remedyForPath(cause, env, cwd) || otherThanFiles(env, cwd)
}

/** Names what stands in the place of a file that the engine reads, for which it waits, or which it names alone. */
function otherThanFiles(env: NodeJS.ProcessEnv, cwd: string): string {
  const { data } = engineFolders(env, cwd)
  const kept = ['auth.json', 'mcp-auth.json'].map((name) => join(data, name))
  for (const [what, paths] of [
    ['configuration', configFiles(env, cwd)],
    ['list of keys', kept],
  ] as const) {
    for (const path of paths) {
      const other = otherThanFile(path, what)
      if (other) return other
    }
  }
  return ''
}

const isTableTwice = (cause: string) =>
  / table /i.test(` ${cause}`) && / already exists/i.test(cause)

function remedyForPath(cause: string, env: NodeJS.ProcessEnv, cwd: string): string {
  const path = pathBetween(cause, "'", "'") ?? pathBetween(cause, '(', ')')
  if (!path) return ''
  const temporary = env.TMPDIR
  if (temporary && isMadeFor(path, resolve(cwd, temporary))) {
    return `TMPDIR names ${temporary}. Set it to a folder that can be written, or unset it, and start Wheelhouse again.`
  }
  if (/ENOTDIR|EEXIST/.test(cause)) {
    return `Something that is no folder stands at or above ${path}. Move it away, then try again.`
  }
  if (/EACCES|EPERM|EROFS|PermissionDenied|FileSystem\.open/.test(cause)) {
    // The engine calls some reasons "Unknown"; our rights are the same, so we can look.
    return (
      writingTrouble(path) ??
      writingTrouble(dirname(path)) ??
      `Make ${path} and its folder writable, then try again.`
    )
  }
  return ''
}

// It makes `opencode` in there, and all above it that is missing.
const isMadeFor = (path: string, temporary: string) =>
  path === join(temporary, 'opencode') || `${temporary}/`.startsWith(`${path}/`)

/** The first absolute path that stands between two signs. */
function pathBetween(text: string, before: string, after: string): string | undefined {
  const at = text.indexOf(`${before}/`)
  const end = at < 0 ? at : text.indexOf(after, at + 2)
  return end < 0 ? undefined : text.slice(at + 1, end)
}
