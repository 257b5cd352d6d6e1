import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Unread } from './unread'

describe('unread', () => {
  it('is a session whose run ended while another was looked at, until it is looked at', () => {
    const unread = new Unread()
    unread.look('ses_2')
    unread.began('ses_1')
    expect(unread.has('ses_1')).toBe(false)
    unread.ended('ses_1')
    expect(unread.has('ses_1')).toBe(true)
    unread.look('ses_1')
    unread.look('ses_2')
    expect(unread.has('ses_1')).toBe(false)
  })

  it('is none whose run ended before one’s eyes, and none that did not run', () => {
    const unread = new Unread()
    unread.look('ses_1')
    unread.began('ses_1')
    unread.ended('ses_1')
    unread.ended('ses_2')
    expect(unread.memory).toEqual({ unread: [], running: [] })
  })

  it('survives a reload, and so does that something ran, which may have ended meanwhile', () => {
    const before = new Unread()
    for (const id of ['ses_1', 'ses_2', 'ses_3']) before.began(id)
    before.ended('ses_1')
    const after = new Unread()
    after.recall(before.memory)
    after.endedBut((id) => id === 'ses_3')
    expect(['ses_1', 'ses_2', 'ses_3'].map((id) => after.has(id))).toEqual([true, true, false])
  })

  it('forgets a session that was deleted', () => {
    const unread = new Unread()
    unread.began('ses_1')
    unread.ended('ses_1')
    unread.began('ses_1')
    unread.forget('ses_1')
    expect(unread.memory).toEqual({ unread: [], running: [] })
  })

  it('never is what is looked at, nor what nobody started, whatever happens', () => {
    const id = fc.constantFrom('a', 'b', 'c')
    const step = fc.tuple(fc.constantFrom('began', 'ended', 'look', 'forget'), id)
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const unread = new Unread()
        const started = new Set<string>()
        let openID: string | undefined
        for (const [what, id] of steps) {
          const before = unread.memory
          unread[what as 'began'](id)
          if (what === 'began') started.add(id)
          if (what === 'look') openID = id
          if (what === 'forget') started.delete(id)
          const { memory } = unread
          if (JSON.stringify(memory) === JSON.stringify(before)) expect(memory).toBe(before)
          expect(memory.unread.every((it) => started.has(it))).toBe(true)
          expect(openID !== undefined && unread.has(openID)).toBe(false)
        }
      }),
    )
  })
})
