import { beforeEach, describe, expect, it } from 'vitest'
import type { OpencodeClient } from '../engine/connection'
import { NewestMessages } from '../events/newest-messages'
import { FakeClock, quiet } from '../testing/fake-clock'
import { requirePast } from './clock-guard'
import { ID, stored } from './handlers-fixture'

const NOW = Date.parse('2026-12-01T12:00:00Z')
const DAY = 86_400_000
let clock: FakeClock
let newestMessages: NewestMessages
let asked: object[]
beforeEach(() => {
  clock = new FakeClock(NOW)
  newestMessages = new NewestMessages()
  asked = []
})

/** @param created when the messages of the session were made @param date the engine's clock */
function guard(created: readonly number[], { revert = {}, date = '', isElsewhere = false } = {}) {
  const messages = created.map((at, index) => stored(`msg_${index}`, at))
  const response = new Response('{}', { headers: date ? { date } : {} })
  const client = {
    session: {
      get: async () => ({ data: { id: ID, ...revert }, response }),
      messages: async (input: { limit?: number }) => {
        asked.push(input)
        return { data: messages.slice(-(input.limit ?? messages.length)), response }
      },
    },
  } as unknown as OpencodeClient
  return requirePast({ client, newestMessages, isElsewhere, clock }, ID)
}

describe('before something is said in a session', () => {
  it('the engine is asked nothing when the newest message is known', async () => {
    newestMessages.note(ID, [stored('msg_1', NOW - 1)])
    await guard([NOW - 1])
    expect(asked).toEqual([])
  })

  it('the engine is asked for the newest message, once', async () => {
    await guard([NOW - 2, NOW - 1])
    await guard([NOW - 2, NOW - 1])
    expect(asked).toEqual([{ sessionID: ID, limit: 1 }])
  })

  it('it is refused while the clock is behind, with the reason', async () => {
    await expect(guard([NOW - DAY, NOW + 40 * DAY])).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('dated 2027-01-10 12:00 UTC'),
    })
    await expect(guard([Number.MAX_SAFE_INTEGER])).rejects.toMatchObject({ code: 'conflict' })
    clock.tick(40 * DAY)
    await guard([NOW - DAY, NOW + 40 * DAY])
  })

  it('what is undone does not count', async () => {
    const undone = { revert: { messageID: 'msg_1' } }
    await guard([NOW - DAY, NOW + 40 * DAY], { revert: undone })
    // But when it is brought back.
    await expect(guard([NOW - DAY, NOW + 40 * DAY])).rejects.toMatchObject({ code: 'conflict' })
    const rest = { revert: { messageID: 'msg_1', partID: 'prt_1' } }
    await expect(guard([NOW - DAY, NOW + 50 * DAY], { revert: rest })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('a moment is waited for', async () => {
    let isPast = false
    const waiting = guard([NOW + 700]).then(() => {
      isPast = true
    })
    await quiet()
    clock.tick(699)
    await quiet()
    expect(isPast).toBe(false)
    clock.tick(1)
    await waiting
    expect(isPast).toBe(true)
  })

  it('the clock that counts is the engine’s, which may be on another machine', async () => {
    const isElsewhere = true
    await guard([NOW + DAY], { date: new Date(NOW + 2 * DAY).toUTCString(), isElsewhere })
    newestMessages.clear()
    // To the second: that is ours.
    const date = new Date(NOW + 1_000).toUTCString()
    await expect(guard([NOW + 3_500], { date, isElsewhere })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('our clock is that of our engine, whose answers tell of the second before it was set back', async () => {
    const date = new Date(NOW + 2 * DAY).toUTCString()
    await expect(guard([NOW + DAY], { date })).rejects.toMatchObject({ code: 'conflict' })
  })
})
