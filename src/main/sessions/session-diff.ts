import type { MessageWithParts, Session, SnapshotFileDiff } from '../../shared/engine-types'

/**
 * What a whole session changed, from what each of its messages led to: the engine answers an empty
 * list when it is not asked about one message (opencode 1.18). What was undone does not count.
 * @param messages all of the session's, oldest first
 * @returns one entry for each file; where several messages changed it, their patches in order
 */
export function sessionDiff(
  { revert }: Pick<Session, 'revert'>,
  messages: readonly MessageWithParts[],
): SnapshotFileDiff[] {
  const undone = messages.findIndex(({ info }) => info.id === revert?.messageID)
  const files = new Map<string | undefined, SnapshotFileDiff>()
  for (const { info } of undone < 0 ? messages : messages.slice(0, undone)) {
    if (info.role !== 'user') continue
    for (const diff of info.summary?.diffs ?? []) {
      const earlier = files.get(diff.file)
      if (earlier?.status === 'added' && diff.status === 'deleted') files.delete(diff.file)
      else files.set(diff.file, earlier ? joined(earlier, diff) : diff)
    }
  }
  return [...files.values()]
}

function joined(earlier: SnapshotFileDiff, later: SnapshotFileDiff): SnapshotFileDiff {
  const patches = [earlier.patch, later.patch].filter((patch) => patch !== undefined)
  return {
    ...later,
    ...(patches.length > 0 && { patch: patches.join('') }),
    additions: earlier.additions + later.additions,
    deletions: earlier.deletions + later.deletions,
    status: statusOf(earlier.status, later.status),
  }
}

type Status = SnapshotFileDiff['status']

function statusOf(earlier: Status, later: Status): Status {
  if (earlier === 'added' && later === 'modified') return 'added'
  if (earlier === 'deleted' && later === 'added') return 'modified'
  return later ?? earlier
}
