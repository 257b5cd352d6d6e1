import type { PermissionRequest } from '../../shared/engine-types'
import { callText, joined, notesOn, notSaid, withoutShown } from './asked-call'
import { baseName, relativeTo } from './format'
import type { IconName } from './icons'
import { fatesOf, patchedFiles } from './patch-files'
import { toolName } from './tool-line'
import { fieldOf, fieldsText } from './tools/fields'
import { folderOf } from './tools/folder'

/** What the agent wants leave for, in words. */
export interface PermissionLine {
  icon: IconName
  /** Goes on after “The agent wants to”. */
  wants: string
  /** Just what it would do it with, in full; empty when that is names, or the engine does not say. */
  target: string
  /** Whether the target is code: a command, a pattern, an address. */
  isCode: boolean
  /** Tells whether the target is a command of a shell. */
  isCommand: boolean
  /** Paths and patterns that it would do it to; each may have any character, the end of a line too. */
  names: readonly string[]
  /** What else it would be done with: one field a line, long ones as blocks. */
  details: string
  /** What would change in files, as a unified diff; empty when it is no change or not known. */
  diff: string
  /** Notes on what is not known of it, and on what its diff does not show: a sentence each. */
  notes: readonly string[]
}

/** What “Allow always” would cover. */
export interface AlwaysLine {
  /** All there is of the kind; empty when `patterns` say what. */
  all: string
  /** Patterns of the engine, in which `*` stands for anything. */
  patterns: readonly string[]
}

interface Kind {
  icon: IconName
  wants: string
  /** All of the kind, as what may be done always. */
  all: string
  target?(request: PermissionRequest): string
  names?(request: PermissionRequest, directory: string | undefined): readonly string[]
  isProse?: boolean
  isCommand?: boolean
  /** The fields that say more; `call`: all that the tool is called with. */
  details?: readonly string[] | 'call'
  /** That which only the call says. */
  unsaid?: string
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
/** The field is the target; where there is none, the patterns say what is asked for. */
const field = (name: string) => ({
  target: ({ metadata }: PermissionRequest) => text(metadata[name]),
  names: ({ metadata, patterns }: PermissionRequest) =>
    text(metadata[name]) === '' ? listOf(patterns) : [],
})

// What `*` stands for is no news: the tool as such is asked for.
const listOf = (patterns: readonly string[]) => patterns.filter((it) => it !== '*')

/** The engine names paths from the project's root, which without a repository is that of the disk. */
function shortPath(directory: string | undefined, path: string): string {
  const short = relativeTo(directory, path)
  const fromRoot = short === path ? relativeTo(directory, `/${path}`) : short
  if (directory !== undefined && (path === directory || `/${path}` === directory)) {
    return baseName(directory)
  }
  return fromRoot === `/${path}` ? path : fromRoot
}
const paths = ({ patterns }: PermissionRequest, directory: string | undefined) =>
  patterns.map((path) => shortPath(directory, path))
const patched = (request: PermissionRequest, directory: string | undefined) => {
  const files = patchedFiles(request.metadata)
  const fates = fatesOf(files, (path) => shortPath(directory, path))
  return fates.length > 0 ? fates : paths(request, directory)
}

// What opencode 1.18 asks leave for. A tool of a server of one's own (MCP) asks under its own name.
const kinds: Record<string, Kind> = {
  bash: {
    icon: 'terminal',
    wants: 'run a command',
    all: 'all commands',
    ...field('command'),
    isCommand: true,
    details: ['folder', 'timeout'],
    unsaid: 'in which folder it runs',
  },
  edit: { icon: 'edit', wants: 'change a file', all: 'all changes to files', names: patched },
  read: {
    icon: 'read',
    wants: 'read a file',
    all: 'reading all files',
    names: paths,
    // What a server of one's own (MCP) offers is read by the same leave.
    details: ['server', 'uri'],
  },
  list: { icon: 'list', wants: 'list a folder', all: 'listing all folders', names: paths },
  glob: {
    icon: 'search',
    wants: 'look for files',
    all: 'looking for all files',
    ...field('pattern'),
    details: ['path'],
  },
  grep: {
    icon: 'search',
    wants: 'search in files',
    all: 'all searches in files',
    ...field('pattern'),
    details: ['path', 'include'],
  },
  webfetch: {
    icon: 'web',
    wants: 'fetch a page',
    all: 'all pages',
    ...field('url'),
    details: ['timeout'],
  },
  websearch: {
    icon: 'web',
    wants: 'search the web',
    all: 'all searches of the web',
    ...field('query'),
    isProse: true,
    details: ['provider'],
  },
  task: {
    icon: 'agent',
    wants: 'hand work to a sub-agent',
    all: 'all sub-agents',
    ...field('description'),
    isProse: true,
    details: ['subagent_type', 'background', 'task_id', 'command', 'prompt'],
    unsaid: 'what the sub-agent is told',
  },
  skill: {
    icon: 'read',
    wants: 'load a skill',
    all: 'all skills',
    names: ({ patterns }) => listOf(patterns),
  },
  lsp: {
    icon: 'search',
    wants: 'ask a language server',
    all: 'all questions to language servers',
    details: ['operation', 'filePath', 'line', 'character', 'query'],
  },
  todowrite: {
    icon: 'list',
    wants: 'write its plan',
    all: 'all its plans',
    details: ['todos'],
    unsaid: 'what the plan says',
  },
  external_directory: {
    icon: 'file',
    wants: 'use files outside of the project',
    all: 'all files outside of the project',
    // A command names its folders in its own way, so it is shown too.
    target: ({ metadata }) => text(metadata.command),
    names: ({ metadata, patterns }) => {
      const path = text(metadata.filepath)
      return path === '' ? patterns : [path]
    },
    isCommand: true,
    // It may be all that is asked: a file there is then written without another ask.
    details: 'call',
    unsaid: 'what is done there',
  },
  doom_loop: {
    icon: 'tool',
    wants: 'do the same thing again',
    all: 'all repetitions',
    target: ({ metadata }) => text(metadata.tool),
    details: ['input'],
  },
}

/** Says what the agent wants leave for, as one goes on after “The agent wants to”. */
export const wantsOf = ({ permission }: PermissionRequest): string =>
  kindOf(permission)?.wants ?? `use ${toolName(permission)}`

const kindOf = (permission: string): Kind | undefined =>
  Object.hasOwn(kinds, permission) ? kinds[permission] : undefined

/**
 * Says all that is known of what the agent wants leave for.
 * @param directory of the session: paths below it are shown from there
 * @param input of the tool call that waits; undefined when it is not known: the engine (opencode
 * 1.18.33) asks for tools of others by their name alone, and for a command without its folder
 * @param tool that is called: one may ask for another, and for what several do
 */
export function describePermission(
  request: PermissionRequest,
  directory: string | undefined,
  input?: Record<string, unknown>,
  tool?: string,
): PermissionLine {
  const { permission, patterns, metadata } = request
  const kind = kindOf(permission)
  if (!kind) {
    const asked = fieldsText(metadata)
    const isOwnCall = input !== undefined && (tool === undefined || tool === permission)
    return {
      icon: 'tool',
      wants: wantsOf(request),
      target: '',
      isCode: true,
      isCommand: false,
      names: listOf(patterns),
      details: joined(asked, callText(input, isOwnCall ? undefined : tool, metadata)),
      diff: '',
      // What the ask itself says is all there is to say.
      notes: isOwnCall || asked !== '' ? [] : [notSaid('what it is called with')],
    }
  }
  const { icon, isProse = false, isCommand = false, details = [] } = kind
  const target = kind.target?.(request) ?? ''
  const folder = folderOf(input, directory)
  const more = (details === 'call' ? [] : details).flatMap((name) => {
    // What is asked counts more than what was called: it may have been asked of another call.
    const value = name === 'folder' ? folder : (fieldOf(metadata, name) ?? fieldOf(input, name))
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  return {
    icon,
    wants: kind.wants,
    target,
    isCode: !isProse,
    isCommand,
    names: kind.names?.(request, directory) ?? [],
    details:
      details === 'call'
        ? callText(withoutShown(input, target), input && tool)
        : fieldsText(Object.fromEntries(more)),
    diff: permission === 'edit' ? text(metadata.diff) : '',
    notes: notesOn(request, kind.unsaid, input),
  }
}

/**
 * Says what “Allow always” would cover.
 * @returns undefined when that is no more than allowing once
 */
export function describeAlways({ permission, always }: PermissionRequest): AlwaysLine | undefined {
  // An engine that does not say leaves nothing to promise.
  if (!Array.isArray(always) || always.length === 0) return undefined
  if (!always.includes('*')) return { all: '', patterns: [...new Set(always)] }
  const kind = kindOf(permission)
  return { all: kind?.all ?? `all uses of ${toolName(permission)}`, patterns: [] }
}
