import type { Part } from '../../shared/engine-types'
import { clip } from '../store/clip'
import { countTodos } from '../store/read-todos'
import { baseName, relativeTo } from './format'
import { plainText } from './tools/ansi'
import { type Changes, changesOf } from './tools/changed-files'
import { fieldOf, listIn, numberIn, textIn } from './tools/fields'
import { folderOf } from './tools/folder'
import { todosOf } from './tools/todo-list'

export type ToolPart = Extract<Part, { type: 'tool' }>

/** How a tool call stands. `cut-off`: its run ended without it; `stopped`: a person ended its run. */
export type ToolOutcome = 'running' | 'done' | 'failed' | 'cut-off' | 'stopped'

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
  /** Gives the folder that a command runs in; empty when it is the session's. */
  folder: string
  outcome: ToolOutcome
  /** What came of it in a word or two: `12 files`, `1 of 3 done`; empty when there is no such thing. */
  detail: string
  /** What it changed in files; undefined when it changed none, or does not say. */
  changes: Changes | undefined
  /** Why it failed, short; empty when it did not. */
  reason: string
}

// Of a text that is looked through for one line; and what is shown of that.
const READ_CHARS = 20_000
const TARGET_CHARS = 500
const REASON_CHARS = 1_000

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

const PATCHED = /^\*\*\* (Add File|Update File|Delete File|Move to): (.+)$/

/** The files that a patch names, and where they go. */
function patched(input: Input): string {
  const names: string[] = []
  for (const line of text(input.patchText).slice(0, READ_CHARS).split('\n')) {
    const [, what, name = ''] = PATCHED.exec(line) ?? []
    if (what === 'Move to') names.push(`${names.pop() ?? ''} → ${name}`)
    else if (what !== undefined) names.push(what === 'Delete File' ? `${name} (removed)` : name)
  }
  return names.join(', ')
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
  apply_patch: { icon: 'edit', verbs: ['Patching', 'Patched'], target: patched },
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
  todoread: { icon: 'list', verbs: ['Reading the plan', 'Read the plan'], target: () => '' },
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
    target: clip(firstLine(given || title), TARGET_CHARS),
    isCode: kind !== undefined && !kind.isProse && given !== '',
    folder: part.tool === 'bash' ? clip(folderOf(state.input, directory), TARGET_CHARS) : '',
    outcome,
    detail: detailOf(part),
    changes: changesOf(part),
    reason: outcome === 'failed' ? reasonOf(part) : '',
  }
}

function outcomeOf({ state }: ToolPart, isRunning: boolean): ToolOutcome {
  // What the engine (opencode 1.18) puts beside a call that was under way when its run was stopped.
  if (state.status === 'error') {
    return fieldOf(state.metadata, 'interrupted') === true ? 'stopped' : 'failed'
  }
  if (state.status === 'completed') return exitCode(state.metadata) ? 'failed' : 'done'
  return isRunning ? 'running' : 'cut-off'
}

function reasonOf({ state }: ToolPart): string {
  if (state.status === 'error') {
    return clip(state.error.trim(), REASON_CHARS) || 'The tool gave no reason.'
  }
  if (state.status !== 'completed') return ''
  // The last line that a command printed mostly says why it failed.
  const lastLine = state.output
    .slice(-READ_CHARS)
    .split('\n')
    .map((line) => plainText(line).trim())
    .filter((line) => line !== '' && !line.startsWith('<'))
    .at(-1)
  return `Exit ${exitCode(state.metadata)}${lastLine ? `: ${clip(lastLine, REASON_CHARS)}` : ''}`
}

const plural = (count: number, one: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : `${one}s`}`

function detailOf(part: ToolPart): string {
  const { tool, state } = part
  if (tool === 'todowrite' || tool === 'todoread') {
    const { done, dropped, total } = countTodos(todosOf(part))
    return done > 0 ? `${done} of ${total - dropped} done` : ''
  }
  if (state.status !== 'completed') return ''
  const { metadata } = state
  if (tool === 'glob') return plural(numberIn(metadata, 'count') ?? 0, 'file')
  if (tool === 'grep')
    return plural(numberIn(metadata, 'matches') ?? 0, 'match').replace(/hs$/, 'hes')
  if (tool === 'read') return linesRead(fieldOf(metadata, 'display'))
  return ''
}

/** What of a file was read, or how much is in a folder. */
function linesRead(display: unknown): string {
  if (textIn(display, 'type') === 'directory') {
    const entries = numberIn(display, 'totalEntries') ?? listIn(display, 'entries').length
    return entries === 1 ? '1 entry' : `${entries.toLocaleString('en')} entries`
  }
  const [first, last] = [numberIn(display, 'lineStart'), numberIn(display, 'lineEnd')]
  const all = numberIn(display, 'totalLines')
  if (first === undefined || last === undefined || all === undefined) return ''
  return first === 1 && last >= all ? plural(all, 'line') : `lines ${first}–${last}`
}

/** The exit code of a command that failed; undefined for success, or no command. */
function exitCode(metadata: unknown): number | undefined {
  const exit = numberIn(metadata, 'exit')
  return exit === 0 ? undefined : exit
}

/** `github_create-issue` of an MCP server reads better with spaces. */
export const toolName = (tool: string) => {
  const words = clip(tool, 100).replaceAll(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const firstLine = (value: string) => {
  const lines = value.trim().slice(0, READ_CHARS).split('\n')
  return lines.length > 1 ? `${lines[0]} …` : (lines[0] ?? '')
}
