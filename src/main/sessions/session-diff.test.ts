import { describe, expect, it } from 'vitest'
import type { MessageWithParts, SnapshotFileDiff } from '../../shared/engine-types'
import { sessionDiff } from './session-diff'

const diff = (file: string, more: Partial<SnapshotFileDiff> = {}): SnapshotFileDiff => ({
  file,
  patch: `patch of ${file}\n`,
  additions: 1,
  deletions: 0,
  status: 'modified',
  ...more,
})
const said = (id: string, ...diffs: SnapshotFileDiff[]) =>
  ({ info: { id, role: 'user', summary: { diffs } }, parts: [] }) as unknown as MessageWithParts
const answered = { info: { id: 'msg_a', role: 'assistant', summary: true }, parts: [] } as never

describe('what a session changed', () => {
  it('is nothing when nothing is known', () => {
    const bare = { info: { id: 'msg_1', role: 'user' }, parts: [] } as unknown as MessageWithParts
    expect(sessionDiff({}, [bare, answered])).toEqual([])
  })

  it('is what each of its messages led to', () => {
    const messages = [said('msg_1', diff('a'), diff('b')), answered, said('msg_2', diff('c'))]
    expect(sessionDiff({}, messages)).toEqual([diff('a'), diff('b'), diff('c')])
  })

  it('is one entry for a file that was changed again', () => {
    const again = diff('a', { patch: 'more\n', additions: 2, deletions: 3 })
    expect(sessionDiff({}, [said('msg_1', diff('a')), said('msg_2', again)])).toEqual([
      diff('a', { patch: 'patch of a\nmore\n', additions: 3, deletions: 3 }),
    ])
  })

  it.each([
    ['added', 'modified', 'added'],
    ['deleted', 'added', 'modified'],
    ['modified', 'deleted', 'deleted'],
    ['modified', undefined, 'modified'],
  ] as const)('that was %s, then %s is %s', (first, then, status) => {
    const messages = [
      said('msg_1', diff('a', { status: first })),
      said('msg_2', diff('a', { status: then })),
    ]
    expect(sessionDiff({}, messages)).toMatchObject([{ status }])
  })

  it('is without a file that came and went', () => {
    const messages = [
      said('msg_1', diff('a', { status: 'added' }), diff('b')),
      said('msg_2', diff('a', { status: 'deleted' })),
    ]
    expect(sessionDiff({}, messages)).toEqual([diff('b')])
  })

  it('is without what was undone', () => {
    const messages = [said('msg_1', diff('a')), said('msg_2', diff('b')), said('msg_3', diff('c'))]
    expect(sessionDiff({ revert: { messageID: 'msg_2' } }, messages)).toEqual([diff('a')])
    expect(sessionDiff({ revert: { messageID: 'msg_9' } }, messages)).toHaveLength(3)
  })
})
