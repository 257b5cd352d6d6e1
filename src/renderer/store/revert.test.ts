import { describe, expect, it } from 'vitest'
import { setUp } from './actions-fixture'
import { assistant, SESSION, session, text, user, withParts } from './fixtures'
import { type Revert, shownMessages, undoneCount, withoutUndone } from './revert'

const MESSAGES = [user('msg_a1'), assistant('msg_z2'), user('msg_b3'), assistant('msg_y4')].map(
  (info) => withParts(info, text(`prt_${info.id}`, info.id, 'words', 2)),
)

/** A page with those of these messages that are here, `limit` of them. */
function looking(revert: Partial<Revert>, here = MESSAGES, limit?: number) {
  const { store } = setUp()
  const transcript = store.transcripts.open(SESSION)
  transcript.fill(transcript.begin(), here, 0, limit)
  const undo = (messageID: string, partID?: string) =>
    store.list.put(
      session(SESSION, 2, { revert: { messageID, ...(partID !== undefined && { partID }) } }),
    )
  undo('msg_b3', revert.partID)
  if (revert.messageID !== undefined) undo(revert.messageID, revert.partID)
  return { store, transcript, shown: () => shownMessages(store, SESSION) }
}

describe('what is undone', () => {
  it('is the message and all after it, whatever their ids', () => {
    const { store, shown } = looking({})
    expect(shown()).toEqual(['msg_a1', 'msg_z2'])
    expect(shown()).toBe(shown())
    expect(undoneCount(store, SESSION)).toBe(1)
  })

  it('is what comes after the message, when only a part of that one is', () => {
    expect(looking({ messageID: 'msg_z2', partID: 'prt_1' }).shown()).toEqual(['msg_a1', 'msg_z2'])
  })

  it('is all that is here, when the message is in a page before', () => {
    const { store, shown } = looking({ messageID: 'msg_a1' }, MESSAGES.slice(2), 2)
    expect(shown()).toEqual([])
    expect(undoneCount(store, SESSION)).toBe(1)
  })

  it('is nothing when the message is nowhere, as for the engine', () => {
    const { store, shown } = looking({ messageID: 'msg_m9' })
    expect(shown()).toEqual(['msg_a1', 'msg_z2', 'msg_b3', 'msg_y4'])
    expect(undoneCount(store, SESSION)).toBe(0)
  })

  it('stays hidden while the engine removes it, the first one first', () => {
    const { transcript, shown } = looking({})
    const properties = { sessionID: SESSION, messageID: 'msg_b3' }
    transcript.apply({ id: 'e', type: 'message.removed', properties }, 1)
    expect(shown()).toEqual(['msg_a1', 'msg_z2'])
  })

  it('is left out of a list of all messages', () => {
    const left = (revert: Revert) => withoutUndone(MESSAGES, revert).map(({ info }) => info.id)
    expect(left({ messageID: 'msg_z2' })).toEqual(['msg_a1'])
    expect(left({ messageID: 'msg_z2', partID: 'prt_1' })).toEqual(['msg_a1', 'msg_z2'])
    expect(left({ messageID: 'msg_m9' })).toHaveLength(4)
  })
})
