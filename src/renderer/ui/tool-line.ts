import type { Part } from '../../shared/engine-types'
import { baseName, relativeTo } from './format'

export type ToolPart = Extract<Part, { type: 'tool' }>

/** How a tool call stands. `cut-off`: its run ended without it. */
export type ToolOutcome = 'running' | 'done' | 'failed' | 'cut-off'

export type ToolIcon =
  | 'terminal'
  | 'read'
  | 'edit'
  | 'search'
  | 'web'
  | 'list'
  | 'agent'
  | 'ask'
  | 'tool'

/** A tool call on one line. */
export interface ToolLine {
  icon: ToolIcon
  verb: string
  /** What it was done to; empty when the tool names nothing. */
  target: string
  /** Whether the target is code: a command, a path, a pattern. */
  isCode: boolean
  outcome: ToolOutcome
  /** Why it failed, short; empty when it did not. */
  reason: string
}

type Input = Record<string, unknown>

interface Kind {
  icon: ToolIcon
  /** While it runs, or when it failed on the way; then when it was done. */
  verbs: readonly [string, string]
  target(input: Input, directory: string | undefined): string
  isProse?: boolean
}

const field = (name: string) => (input: Input) => text(input[name])
const path =
  (...names: string[]) =>
  (input: Input, directory: string | undefined) =>
    shortPath(directory, names.map((name) => text(input[name])).find(Boolean) ?? '')
// The directory itself has no name within itself.
const shortPath = (directory: string | undefined, path: string) =>
  directory !== undefined && (path === '.' || path === directory)
    ? baseName(directory)
    : relativeTo(directory, path)
const count = (input: Input, name: string, one: string, many: string) => {
  const items = input[name]
  if (!Array.isArray(items)) return ''
  return `${items.length} ${items.length === 1 ? one : many}`
}

// The tools of opencode 1.18.
const kinds: Record<string, Kind> = {
  bash: { icon: 'terminal', verbs: ['Running', 'Ran'], target: field('command') },
  read: { icon: 'read', verbs: ['Reading', 'Read'], target: path('filePath') },
  list: { icon: 'list', verbs: ['Listing', 'Listed'], target: path('path') },
  glob: { icon: 'search', verbs: ['Finding', 'Found files'], target: field('pattern') },
  grep: { icon: 'search', verbs: ['Searching', 'Searched'], target: field('pattern') },
  edit: { icon: 'edit', verbs: ['Editing', 'Edited'], target: path('filePath') },
  write: { icon: 'edit', verbs: ['Writing', 'Wrote'], target: path('filePath') },
  apply_patch: { icon: 'edit', verbs: ['Patching', 'Patched'], target: () => '' },
  webfetch: { icon: 'web', verbs: ['Fetching', 'Fetched'], target: field('url') },
  websearch: {
    icon: 'web',
    verbs: ['Searching the web', 'Searched the web'],
    target: field('query'),
  },
  task: {
    icon: 'agent',
    verbs: ['Delegating', 'Delegated'],
    target: field('description'),
    isProse: true,
  },
  todowrite: {
    icon: 'list',
    verbs: ['Planning', 'Planned'],
    target: (input) => count(input, 'todos', 'step', 'steps'),
    isProse: true,
  },
  question: {
    icon: 'ask',
    verbs: ['Asking', 'Asked'],
    target: (input) => count(input, 'questions', 'question', 'questions'),
    isProse: true,
  },
  skill: { icon: 'read', verbs: ['Loading skill', 'Loaded skill'], target: field('name') },
}

/**
 * Puts a tool call on one line.
 * @param directory of the session: paths below it are shown from there
 * @param isRunning whether the session's run goes on
 */
export function describeTool(
  part: ToolPart,
  directory: string | undefined,
  isRunning: boolean,
): ToolLine {
  const { state } = part
  const kind = Object.hasOwn(kinds, part.tool) ? kinds[part.tool] : undefined
  const outcome = outcomeOf(part, isRunning)
  const given = kind?.target(state.input, directory) ?? ''
  const title = 'title' in state ? text(state.title) : ''
  return {
    icon: kind?.icon ?? 'tool',
    verb: kind ? kind.verbs[state.status === 'completed' ? 1 : 0] : toolName(part.tool),
    target: firstLine(given || title),
    isCode: kind !== undefined && !kind.isProse && given !== '',
    outcome,
    reason: outcome === 'failed' ? reasonOf(part) : '',
  }
}

function outcomeOf({ state }: ToolPart, isRunning: boolean): ToolOutcome {
  if (state.status === 'error') return 'failed'
  if (state.status === 'completed') return exitCode(state.metadata) ? 'failed' : 'done'
  return isRunning ? 'running' : 'cut-off'
}

function reasonOf({ state }: ToolPart): string {
  if (state.status === 'error') return state.error.trim() || 'The tool gave no reason.'
  if (state.status !== 'completed') return ''
  // The last line that a command printed mostly says why it failed.
  const lastLine = state.output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('<'))
    .at(-1)
  return `Exit ${exitCode(state.metadata)}${lastLine ? `: ${lastLine}` : ''}`
}

/** The exit code of a command that failed; undefined for success, or no command. */
function exitCode(metadata: unknown): number | undefined {
  const exit = (metadata as { exit?: unknown } | undefined)?.exit
  return typeof exit === 'number' && exit !== 0 ? exit : undefined
}

/** `github_create-issue` of an MCP server reads better with spaces. */
export const toolName = (tool: string) => {
  const words = tool.replaceAll(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const firstLine = (value: string) => {
  const lines = value.trim().split('\n')
  return lines.length > 1 ? `${lines[0]} …` : (lines[0] ?? '')
}
