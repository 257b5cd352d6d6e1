import { describe, expect, it } from 'vitest'
import type { Part } from '../../../shared/engine-types'
import { type PlainMessage, plainStart } from './plain-end'

const own = { sessionID: 'ses_1', messageID: 'msg_1' }
const text = (id: string, chars: number): Part => ({
  ...own,
  id,
  type: 'text',
  text: 'a'.repeat(chars),
})
const tool = (id: string, input: Record<string, unknown>, chars: number): Part => ({
  ...own,
  id,
  type: 'tool',
  callID: id,
  tool: 'read',
  state: {
    status: 'completed',
    input,
    output: 'a'.repeat(chars),
    title: '',
    metadata: {},
    time: { start: 1, end: 1 },
  },
})
const many = <T>(count: number, make: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => make(at))
const message = (id: string, ...parts: Part[]): PlainMessage => ({ id, parts })

describe('what is shown as plain text', () => {
  it('is all of it when that is little', () => {
    const few = many(50, (at) => message(`msg_${at}`, text(`prt_${at}`, 100)))
    expect(plainStart(few, 1)).toBeUndefined()
    expect(plainStart([], 1)).toBeUndefined()
  })

  it('begins after so many messages, parts and characters, whichever is first', () => {
    const short = many(1_000, (at) => message(`msg_${at}`, text(`prt_${at}`, 1)))
    expect(plainStart(short, 1)).toEqual({ messageID: 'msg_49' })
    const parts = message('msg_1', ...many(1_000, (at) => text(`prt_${at}`, 1)))
    expect(plainStart([parts], 1)).toEqual({ messageID: 'msg_1', partID: 'prt_800' })
    const outputs = message('msg_1', ...many(1_000, (at) => tool(`prt_${at}`, {}, 20_000)))
    expect(plainStart([outputs], 1)).toEqual({ messageID: 'msg_1', partID: 'prt_990' })
    const long = many(1_000, (at) => message(`msg_${at}`, text(`prt_${at}`, 1_000_000)))
    expect(plainStart(long, 1)).toEqual({ messageID: 'msg_9' })
  })

  it('counts what went into a tool, however deep or wide', () => {
    let deep: unknown = 'a'
    for (let level = 0; level < 100_000; level += 1) deep = [deep]
    const inputs = [deep, many(300_000, () => 1), { a: [{ b: 'a'.repeat(30_000) }] }]
    for (const input of inputs) {
      const calls = message('msg_1', ...many(30, (at) => tool(`prt_${at}`, { input }, 0)))
      expect(plainStart([calls], 1)).toEqual({ messageID: 'msg_1', partID: 'prt_20' })
    }
  })

  it('is one part in any case, and more each time that is asked for', () => {
    const session = many(100, (at) => message(`msg_${at}`, text(`prt_${at}`, 1_000_000)))
    const starts = [0, 1, 2, 9].map((times) => plainStart(session, times)?.messageID)
    expect(starts).toEqual([undefined, 'msg_9', 'msg_19', 'msg_89'])
    expect(plainStart(session, 10)).toBeUndefined()
  })

  it('asks for no more messages than are shown', () => {
    let asked = 0
    function* messages() {
      for (;;) {
        asked += 1
        yield message(`msg_${asked}`, text('prt_1', 20_000))
      }
    }
    plainStart(messages(), 1)
    expect(asked).toBe(11)
  })
})
