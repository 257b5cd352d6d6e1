import type { SnapshotFileDiff } from '../../shared/engine-types'

/** What became of a file, in words for people. */
export type FileState = 'added' | 'changed' | 'deleted' | 'renamed'

/** One file that the session changed. */
export interface FileChange {
  readonly name: string
  /** What it was called before, when it was renamed. */
  readonly oldName?: string
  readonly state: FileState
  readonly additions: number
  readonly deletions: number
  /** Unified diff, several after one another when several messages changed it; empty: none known. */
  readonly patch: string
}

// Of a file that is looked for under another name: to compare megabytes takes longer than a frame.
const MOST_COMPARED_CHARS = 100_000

const STATES = { added: 'added', deleted: 'deleted', modified: 'changed' } as const

/**
 * The engine's list for people: sorted by path, and a file that went while the same text came
 * elsewhere is one that was renamed, which the engine (opencode 1.18) does not say.
 */
export function readFileChanges(diffs: readonly SnapshotFileDiff[]): FileChange[] {
  const gone = new Map<string, SnapshotFileDiff>()
  for (const diff of diffs) {
    const content = diff.status === 'deleted' && contentOf(diff, '-')
    if (content) gone.set(content, diff)
  }
  const renamed = new Map<SnapshotFileDiff, SnapshotFileDiff>()
  for (const diff of diffs) {
    const content = diff.status === 'added' && contentOf(diff, '+')
    const from = content ? gone.get(content) : undefined
    if (!content || !from) continue
    gone.delete(content)
    renamed.set(diff, from)
  }
  const sources = new Set(renamed.values())
  return diffs
    .filter((diff) => !sources.has(diff))
    .map((diff) => toChange(diff, renamed.get(diff)))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
}

function toChange(diff: SnapshotFileDiff, from: SnapshotFileDiff | undefined): FileChange {
  const name = diff.file ?? 'Unnamed file'
  if (from) {
    const oldName = from.file ?? 'unnamed file'
    return { name, oldName, state: 'renamed', additions: 0, deletions: 0, patch: '' }
  }
  const { patch = '', additions, deletions, status = 'modified' } = diff
  return { name, state: STATES[status] ?? 'changed', additions, deletions, patch }
}

/** All lines of a file that came or went as a whole; undefined when it is not such a diff. */
function contentOf({ patch }: SnapshotFileDiff, sign: '+' | '-'): string | undefined {
  const start = patch?.indexOf('\n@@ ') ?? -1
  if (patch === undefined || start < 0 || patch.length > MOST_COMPARED_CHARS) return undefined
  const lines = patch
    .slice(start + 1)
    .split('\n')
    .slice(1)
  const text = lines.filter((line) => line !== '' && !line.startsWith('\\'))
  const isWhole = text.length > 0 && text.every((line) => line.startsWith(sign))
  return isWhole ? text.map((line) => line.slice(1)).join('\n') : undefined
}

/** Whether both say the same of the same file. */
export const isSameChange = (a: FileChange, b: FileChange): boolean =>
  a.name === b.name &&
  a.oldName === b.oldName &&
  a.state === b.state &&
  a.additions === b.additions &&
  a.deletions === b.deletions &&
  a.patch === b.patch
