import { realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, parse, resolve } from 'node:path'
import { invalidField } from '../../shared/errors'
import { isWithin } from '../open-within'

/** What the engine makes a command's text of, and where it looks for what that names. */
export interface CommandText {
  /** Absent when the engine makes it elsewhere, from a prompt of an MCP server. */
  template: string | undefined
  words: string
  /** Of the session. */
  directory: string
  /** Of the session's project: the engine finds names from there. */
  worktree: string
}

/** More names than this are not looked at: the engine would look at all of them at once. */
const MOST_NAMES = 1_000

/**
 * Looks at what a command's text names by `@`, before the engine does. It reads whatever there is
 * under such a name, anywhere, and waits for a pipe for ever: two of them stop all of its sessions
 * (opencode 1.18.33). A template may name what is outside by itself, its author having meant that.
 * What a shell call in the text prints is not known here.
 * @throws AppError `invalid_input` that says which name
 */
export async function checkNames({
  template = '',
  words,
  directory,
  worktree,
}: CommandText): Promise<void> {
  const names = namesIn(expand(template, words))
  if (names.size > MOST_NAMES) throw refused(`must not name more than ${MOST_NAMES} things by @`)
  const own = namesIn(template)
  // Without a repository the engine's worktree is the whole disk.
  const place = parse(worktree).root === worktree ? directory : worktree
  const root = (await realpath(place).catch(missing)) ?? place
  for (const name of names) {
    const path = name.startsWith('~/') ? join(homedir(), name.slice(2)) : resolve(worktree, name)
    const info = await stat(path).catch(missing)
    if (!info) continue
    if (!info.isFile() && !info.isDirectory()) {
      throw refused(`names @${clip(name)}, which is neither a file nor a directory`)
    }
    if (own.has(name)) continue
    const real = await realpath(path).catch(missing)
    if (real !== undefined && !isWithin(root, real)) {
      throw refused(`names @${clip(name)}, which leads out of the directory`)
    }
  }
}

/** Whether there is anything to look at, cheaply. */
export const mayName = (template: string | undefined, words: string): boolean =>
  words.includes('@') || (template?.includes('@') ?? false)

/** A command's text before shell calls in it are run, made as the engine does (opencode 1.18.33). */
export function expand(template: string, words: string): string {
  const given = (words.match(WORD) ?? []).map((word) => word.replace(/^["']|["']$/g, ''))
  const places = [...template.matchAll(PLACE)].map(([, place]) => Number(place))
  const last = Math.max(0, ...places)
  const placed = template.replace(PLACE, (_, digits: string) => {
    const place = Number(digits)
    // The last one takes all the rest.
    if (place === last) return given.slice(place - 1).join(' ')
    return given[place - 1] ?? ''
  })
  if (places.length === 0 && !template.includes('$ARGUMENTS')) return `${template}\n\n${words}`
  // Not by a function: `$&` in the words means something to the engine's own call too.
  return placed.replaceAll('$ARGUMENTS', words)
}

function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(NAME)].flatMap(([, name]) => name || []))
}

const NAME = /(?<![\w`])@(\.?[^\s`,.]*(?:\.[^\s`,.]+)*)/g
const PLACE = /\$(\d+)/g
const WORD = /(?:\[Image\s+\d+\]|"[^"]*"|'[^']*'|[^\s"']+)/gi

const clip = (name: string) => (name.length > 200 ? `${name.slice(0, 200)}…` : name)
const refused = (message: string) => invalidField('arguments', message)
// What is not there, or cannot be looked at, the engine takes for an agent or for mere words.
const missing = () => undefined
