import fuzzysort from 'fuzzysort'
import type { AgentInfo, CommandInfo } from '../../store/catalog'
import type { Mention } from '../../store/drafts'
import { shortID } from '../../store/short-names'
import type { SlashCommand } from './slash-commands'

/** What is being written that can be completed: from its sign to the caret. */
export interface Trigger {
  readonly kind: 'mention' | 'command'
  /** What stands after the sign. */
  readonly query: string
  /** Where the sign is. */
  readonly start: number
  /** Where the word ends that the caret is in. */
  readonly end: number
}

/** Something that can be put in for what is being written. */
export type Option =
  | { readonly kind: 'file'; readonly id: string; readonly path: string }
  | { readonly kind: 'agent'; readonly id: string; readonly agent: AgentInfo }
  | { readonly kind: 'command'; readonly id: string; readonly command: CommandInfo }
  | { readonly kind: 'app'; readonly id: string; readonly slash: SlashCommand }

const MOST_AGENTS = 6
const MOST_COMMANDS = 50

/** No name that is looked for is longer, in characters. */
const LONGEST_NAME = 200

/**
 * Finds what the caret stands behind, if it can be completed. File names have spaces, so what follows an `@`
 * up to the end of its line may be one.
 * @param mentions what is named already: what follows it is no part of a name
 */
export function findTrigger(
  text: string,
  caret: number,
  mentions: readonly Pick<Mention, 'value'>[] = [],
): Trigger | undefined {
  const before = text.slice(0, caret)
  const rest = /^\S*/.exec(text.slice(caret))?.[0].length ?? 0
  const command = /^\/(\S*)$/.exec(before)
  if (command) {
    return { kind: 'command', query: command[1] ?? '', start: 0, end: caret + rest }
  }
  const start = before.lastIndexOf('@')
  const query = before.slice(start + 1)
  if (start < 0 || /^\s|[^\S ]/.test(query) || query.length > LONGEST_NAME) return undefined
  if (start > 0 && !/[\s([{"'`]/.test(before.charAt(start - 1))) return undefined
  if (mentions.some(({ value }) => before.startsWith(`${value} `, start))) return undefined
  return { kind: 'mention', query, start, end: caret + rest }
}

/**
 * Tells whether a name holds what was written of it, as it was written. Behind a space that decides: words that
 * follow a name are mostly no part of it.
 */
const holds = (name: string, query: string) => name.toLowerCase().includes(query.toLowerCase())

/** Tells whether nothing that was found goes on as what was written does: whatever follows, it is no name. */
export const isNoName = (query: string, paths: readonly string[]): boolean =>
  query.includes(' ') && !paths.some((path) => holds(path, query))

/** Agents first: there are few, and files are named by more letters. */
export function mentionOptions(
  query: string,
  agents: readonly AgentInfo[],
  paths: readonly string[],
): Option[] {
  const hasSpace = query.includes(' ')
  const fitting =
    query === ''
      ? agents
      : fuzzysort
          .go(query, agents, { key: ({ name }) => shortID(name), threshold: 0.3 })
          .map(({ obj }) => obj)
  const isNamed = (name: string) => !hasSpace || holds(name, query)
  return [
    ...fitting
      .filter(({ name }) => isNamed(name))
      .slice(0, MOST_AGENTS)
      .map((agent): Option => ({ kind: 'agent', id: `agent-${agent.name}`, agent })),
    ...paths.filter(isNamed).map((path): Option => ({ kind: 'file', id: `file-${path}`, path })),
  ]
}

/** Commands whose name or description fits, best first. */
export function commandOptions(
  query: string,
  commands: readonly CommandInfo[],
  slashes: readonly SlashCommand[],
): Option[] {
  const all = [
    ...commands.map((command) => ({
      name: shortID(command.name),
      description: command.description ?? '',
      option: { kind: 'command', id: `command-${command.name}`, command } as const,
    })),
    ...slashes.map((slash) => ({
      name: slash.name,
      description: slash.command.title,
      option: { kind: 'app', id: `app-${slash.name}`, slash } as const,
    })),
  ]
  if (query === '') return all.map(({ option }) => option).slice(0, MOST_COMMANDS)
  return fuzzysort
    .go(query, all, { keys: ['name', 'description'], threshold: 0.3, limit: MOST_COMMANDS })
    .map(({ obj }) => obj.option)
}

/** The text with the words put in, and where the caret goes. */
export function putIn(
  text: string,
  { start, end }: Trigger,
  words: string,
): { text: string; caret: number } {
  const rest = text.slice(end)
  const gap = /^\s/.test(rest) ? '' : ' '
  return {
    text: text.slice(0, start) + words + gap + rest,
    caret: start + words.length + 1,
  }
}

/** The placeholders of a command, for people: `$ARGUMENTS` is `[arguments]`. */
export const hintsOf = ({ hints }: Pick<CommandInfo, 'hints'>): string =>
  hints.map((hint) => `[${hint.replace(/^\$/, '').toLowerCase()}]`).join(' ')

/** What an option stands for in a text; undefined for one that is done and not written. */
export function mentionOf(option: Option): Mention | undefined {
  if (option.kind === 'file') {
    return { kind: 'file', value: `@${option.path}`, path: option.path }
  }
  if (option.kind === 'agent') {
    return { kind: 'agent', value: `@${option.agent.name}`, name: option.agent.name }
  }
  return undefined
}
