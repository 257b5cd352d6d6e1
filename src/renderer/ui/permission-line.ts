import type { PermissionRequest } from '../../shared/engine-types'
import { baseName, relativeTo } from './format'
import type { IconName } from './icons'
import { toolName } from './tool-line'

/** What the agent wants leave for, in words. */
export interface PermissionLine {
  icon: IconName
  /** Goes on after “The agent wants to”. */
  wants: string
  /** Just what it would do it to or with, in full; empty when the engine does not say. */
  target: string
  /** Whether the target is code: a command, a path, a pattern. */
  isCode: boolean
  /** What would change in files, as a unified diff; empty when it is no change or not known. */
  diff: string
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
  target(request: PermissionRequest, directory: string | undefined): string
  isProse?: boolean
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const field =
  (name: string) =>
  ({ metadata, patterns }: PermissionRequest) =>
    text(metadata[name]) || listOf(patterns)

// What `*` stands for is no news: the tool as such is asked for.
const listOf = (patterns: readonly string[]) => patterns.filter((it) => it !== '*').join('\n')

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
  patterns.map((path) => shortPath(directory, path)).join('\n')

// What opencode 1.18 asks leave for. A tool of a server of one's own (MCP) asks under its own name.
const kinds: Record<string, Kind> = {
  bash: { icon: 'terminal', wants: 'run a command', all: 'all commands', target: field('command') },
  edit: { icon: 'edit', wants: 'change a file', all: 'all changes to files', target: paths },
  read: { icon: 'read', wants: 'read a file', all: 'reading all files', target: paths },
  list: { icon: 'list', wants: 'list a folder', all: 'listing all folders', target: paths },
  glob: {
    icon: 'search',
    wants: 'look for files',
    all: 'looking for all files',
    target: field('pattern'),
  },
  grep: {
    icon: 'search',
    wants: 'search in files',
    all: 'all searches in files',
    target: field('pattern'),
  },
  webfetch: { icon: 'web', wants: 'fetch a page', all: 'all pages', target: field('url') },
  websearch: {
    icon: 'web',
    wants: 'search the web',
    all: 'all searches of the web',
    target: field('query'),
    isProse: true,
  },
  task: {
    icon: 'agent',
    wants: 'hand work to a sub-agent',
    all: 'all sub-agents',
    target: field('description'),
    isProse: true,
  },
  skill: {
    icon: 'read',
    wants: 'load a skill',
    all: 'all skills',
    target: ({ patterns }) => listOf(patterns),
  },
  todowrite: { icon: 'list', wants: 'write its plan', all: 'all its plans', target: () => '' },
  external_directory: {
    icon: 'file',
    wants: 'use files outside of the project',
    all: 'all files outside of the project',
    // A command names its folders in its own way, so it is shown too.
    target: ({ metadata, patterns }) =>
      text(metadata.command) || text(metadata.filepath) || patterns.join('\n'),
  },
  doom_loop: {
    icon: 'tool',
    wants: 'do the same thing again',
    all: 'all repetitions',
    target: ({ metadata }) => (metadata.tool ? toolName(text(metadata.tool)) : ''),
    isProse: true,
  },
}

/**
 * Says what the agent wants leave for.
 * @param directory of the session: paths below it are shown from there
 */
export function describePermission(
  request: PermissionRequest,
  directory: string | undefined,
): PermissionLine {
  const kind = Object.hasOwn(kinds, request.permission) ? kinds[request.permission] : undefined
  if (!kind) {
    return {
      icon: 'tool',
      wants: `use ${toolName(request.permission)}`,
      target: listOf(request.patterns),
      isCode: true,
      diff: '',
    }
  }
  const { icon, wants, isProse = false } = kind
  return {
    icon,
    wants,
    target: kind.target(request, directory).trim(),
    isCode: !isProse,
    diff: request.permission === 'edit' ? text(request.metadata.diff) : '',
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
  const kind = Object.hasOwn(kinds, permission) ? kinds[permission] : undefined
  return { all: kind?.all ?? `all uses of ${toolName(permission)}`, patterns: [] }
}
