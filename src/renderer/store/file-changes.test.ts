import { describe, expect, it } from 'vitest'
import type { SnapshotFileDiff } from '../../shared/engine-types'
import { Changes } from './changes'
import { readFileChanges } from './file-changes'

type Status = SnapshotFileDiff['status']

const whole = (file: string, status: Status, lines: string[]): SnapshotFileDiff => {
  const sign = status === 'added' ? '+' : '-'
  const counts = status === 'added' ? `-0,0 +1,${lines.length}` : `-1,${lines.length} +0,0`
  return {
    file,
    status,
    additions: status === 'added' ? lines.length : 0,
    deletions: status === 'added' ? 0 : lines.length,
    patch: `Index: ${file}\n===\n--- ${file}\n+++ ${file}\n@@ ${counts} @@\n${lines.map((it) => sign + it).join('\n')}\n`,
  }
}
const changed = (file: string, lines: number): SnapshotFileDiff => ({
  file,
  status: 'modified',
  additions: lines,
  deletions: 0,
  patch: `of ${file}, ${lines}`,
})

describe('readFileChanges', () => {
  it('sorts by path and says in words what became of a file', () => {
    const files = readFileChanges([
      changed('b', 1),
      whole('a', 'added', ['x']),
      whole('c', 'deleted', ['y']),
    ])
    expect(files.map(({ name, state }) => [name, state])).toEqual([
      ['a', 'added'],
      ['b', 'changed'],
      ['c', 'deleted'],
    ])
  })

  it('takes a file that went while the same text came elsewhere for a renamed one', () => {
    const files = readFileChanges([
      whole('new', 'added', ['x', 'y']),
      whole('old', 'deleted', ['x', 'y']),
    ])
    expect(files).toEqual([
      { name: 'new', oldName: 'old', state: 'renamed', additions: 0, deletions: 0, patch: '' },
    ])
  })

  it('takes no other for renamed: another text, a second copy, no text at all', () => {
    const states = (...diffs: SnapshotFileDiff[]) =>
      readFileChanges(diffs).map(({ state }) => state)
    expect(states(whole('n', 'added', ['x']), whole('o', 'deleted', ['y']))).toEqual([
      'added',
      'deleted',
    ])
    expect(
      states(whole('a', 'added', ['x']), whole('b', 'added', ['x']), whole('o', 'deleted', ['x'])),
    ).toEqual(['renamed', 'added'])
    const empty = { additions: 0, deletions: 0, patch: '' }
    expect(
      states({ file: 'n', status: 'added', ...empty }, { file: 'o', status: 'deleted', ...empty }),
    ).toEqual(['added', 'deleted'])
  })
})

describe('a file under another name', () => {
  const stateOf = (came: string[], went: string[]) =>
    readFileChanges([whole('new', 'added', came), whole('old', 'deleted', went)]).map(
      ({ state }) => state,
    )

  it('is known by lines that look like those of a diff, too', () => {
    const lines = ['-a', '+b', '--- a', '@@ -1 +1 @@', '', ' c']
    expect(stateOf(lines, lines)).toEqual(['renamed'])
    expect(stateOf(['+a'], ['-a'])).toEqual(['added', 'deleted'])
  })

  it('is looked for in no more text than a frame has time for', () => {
    const lines = ['a'.repeat(1_900_000)]
    expect(stateOf(lines, lines)).toEqual(['renamed'])
    const more = ['a'.repeat(2_100_000)]
    expect(stateOf(more, more)).toEqual(['added', 'deleted'])
  })

  it('is looked for only among files of as many lines', () => {
    const looked: string[] = []
    const watched = (diff: SnapshotFileDiff): SnapshotFileDiff => ({
      ...diff,
      get patch() {
        looked.push(diff.file ?? '')
        return diff.patch ?? ''
      },
    })
    readFileChanges([
      watched(whole('long', 'added', ['x', 'y', 'z'])),
      watched(whole('new', 'added', ['x'])),
      watched(whole('old', 'deleted', ['y', 'z'])),
    ])
    // Each is read once, to be shown.
    expect(looked).toEqual(['long', 'new', 'old'])
  })
})

describe('Changes', () => {
  const looking = () => {
    const changes = new Changes()
    changes.lookAt('ses_1')
    return changes
  }

  it('keeps a file that did not change the identical object', () => {
    const changes = looking()
    changes.fill(changes.begin(), [changed('a', 1), changed('b', 1)])
    const [a] = changes.files
    changes.fill(changes.begin(), [changed('a', 1), changed('b', 2)])
    expect(changes.files[0]).toBe(a)
    expect(changes.files[1]?.additions).toBe(2)
  })

  it('drops the answer of an older fetch, and of another session', () => {
    const changes = looking()
    const old = changes.begin()
    const ticket = changes.begin()
    expect(changes.fill(old, [changed('a', 1)])).toBe(false)
    changes.lookAt('ses_2')
    expect(changes.fill(ticket, [changed('a', 1)])).toBe(false)
    expect(changes.files).toEqual([])
  })

  it('keeps what is shown when a fetch fails', () => {
    const changes = looking()
    changes.fill(changes.begin(), [changed('a', 1)])
    changes.fail(changes.begin(), 'No answer.')
    expect([changes.phase, changes.failure, changes.files.length]).toEqual([
      'failed',
      'No answer.',
      1,
    ])
  })

  it('opens small files at first, as long as they are few, and leaves open what is', () => {
    const changes = looking()
    const files = [
      changed('a', 201),
      changed('b', 150),
      changed('c', 200),
      changed('d', 200),
      changed('e', 100),
    ]
    changes.fill(changes.begin(), files)
    const open = () =>
      changes.files.filter(({ name }) => changes.isUnfolded(name)).map((it) => it.name)
    expect(open()).toEqual(['b', 'c', 'd'])
    changes.setUnfolded('a', true)
    changes.setUnfolded('c', false)
    changes.fill(changes.begin(), [...files, changed('f', 1)])
    expect(open()).toEqual(['a', 'b', 'd', 'f'])
  })
})
