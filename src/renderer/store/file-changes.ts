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

// To compare the texts of a few thousand files takes less than a frame. What is more is not looked at:
// it is shown as files that came and files that went, which is true too.
const MOST_COMPARED_CHARS = 4_000_000

const STATES = { added: 'added', deleted: 'deleted', modified: 'changed' } as const

/**
 * The engine's list for people: sorted by path, and a file that went while the same text came
 * elsewhere is one that was renamed, which the engine (opencode 1.18) does not say.
 */
export function readFileChanges(diffs: readonly SnapshotFileDiff[]): FileChange[] {
  const renamed = findRenamed(diffs)
  const sources = new Set(renamed.values())
  return diffs
    .filter((diff) => !sources.has(diff))
    .map((diff) => toChange(diff, renamed.get(diff)))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
}

/** @returns each file that came, and the one that went with the same text */
function findRenamed(
  diffs: readonly SnapshotFileDiff[],
): ReadonlyMap<SnapshotFileDiff, SnapshotFileDiff> {
  const came = diffs.filter((it) => it.status === 'added' && it.deletions === 0)
  const went = diffs.filter((it) => it.status === 'deleted' && it.additions === 0)
  // Most have not as many lines as another one: their text is not looked at.
  const counts = new Set(came.map(({ additions }) => additions))
  let room = MOST_COMPARED_CHARS
  const textOf = (diff: SnapshotFileDiff) => {
    room -= diff.patch?.length ?? 0
    return room < 0 ? undefined : wholeText(diff)
  }
  const gone = new Map<string, SnapshotFileDiff>()
  for (const diff of went) {
    const text = counts.has(diff.deletions) ? textOf(diff) : undefined
    if (text !== undefined) gone.set(text, diff)
  }
  const countsGone = new Set([...gone.values()].map(({ deletions }) => deletions))
  const renamed = new Map<SnapshotFileDiff, SnapshotFileDiff>()
  for (const diff of came) {
    const text = countsGone.has(diff.additions) ? textOf(diff) : undefined
    const from = text === undefined ? undefined : gone.get(text)
    if (text === undefined || !from) continue
    gone.delete(text)
    renamed.set(diff, from)
  }
  return renamed
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

/** All lines of a file that came or went as a whole, as if it came; undefined when there are none. */
function wholeText({ patch = '', status }: SnapshotFileDiff): string | undefined {
  const start = patch.indexOf('\n@@ ')
  const end = start < 0 ? -1 : patch.indexOf('\n', start + 1)
  const lines = end < 0 ? '' : patch.slice(end)
  if (lines.trim() === '') return undefined
  return status === 'deleted' ? lines.replaceAll('\n-', '\n+') : lines
}

/** Whether both say the same of the same file. */
export const isSameChange = (a: FileChange, b: FileChange): boolean =>
  a.name === b.name &&
  a.oldName === b.oldName &&
  a.state === b.state &&
  a.additions === b.additions &&
  a.deletions === b.deletions &&
  a.patch === b.patch
