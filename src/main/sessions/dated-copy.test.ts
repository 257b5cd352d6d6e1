import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import type { OpencodeClient } from '../engine/connection'
import { copyDated, dated } from './dated-copy'

const NOW = 1_000_000
const user = (id: string, created: number) => ({
  info: { id, sessionID: 'ses_old', role: 'user', time: { created } },
  parts: [{ id: `prt_${id}`, messageID: id, sessionID: 'ses_old', type: 'text', text: id }],
})
const answer = (id: string, created: number, parentID: string) => ({
  info: {
    id,
    sessionID: 'ses_old',
    role: 'assistant',
    parentID,
    time: { created, completed: created + 9 },
  },
  parts: [
    { id: 'prt_t', type: 'text', text: id, time: { start: created + 1, end: created + 2 } },
    {
      id: 'prt_c',
      type: 'tool',
      state: { status: 'completed', time: { start: created + 3, end: created + 4 } },
    },
    { id: 'prt_s', type: 'compaction', tail_start_id: parentID },
  ],
})
const as = (...messages: object[]) => messages as unknown as MessageWithParts[]
const createdOf = (messages: readonly MessageWithParts[]) =>
  messages.map(({ info }) => info.time.created)

describe('dates of a copy', () => {
  it('are before now and ascend, and are as they were where they did', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: NOW - 9, max: NOW + 9 })), (times) => {
        const old = times.toSorted((a, b) => a - b).map((created, at) => user(`msg_${at}`, created))
        const now = createdOf(dated(as(...old), NOW))
        for (const [at, created] of now.entries()) {
          expect(created).toBeLessThan(now[at + 1] ?? NOW)
        }
        const isRight = new Set(createdOf(as(...old))).size === old.length
        if (isRight && old.every(({ info }) => info.time.created < NOW)) {
          expect(now).toEqual(createdOf(as(...old)))
        }
      }),
    )
  })

  it('move all that is dated in a message together', () => {
    const [moved] = dated(as(answer('msg_1', NOW + 500, 'msg_0')), NOW)
    expect(moved).toEqual(as(answer('msg_1', NOW - 1, 'msg_0'))[0])
  })
})

/** An engine that takes changes, or fails to. */
function setUp(replay: () => object = () => ({})) {
  const calls: [string, Record<string, unknown>][] = []
  const call = (name: string, respond: () => object) => async (input: Record<string, unknown>) => {
    calls.push([name, input])
    return respond()
  }
  const ok = (data: object) => () => ({ data, response: new Response('{}') })
  const client = {
    session: {
      fork: call('fork', ok({ id: 'ses_copy' })),
      get: call('get', ok({ id: 'ses_copy', title: 'Copy' })),
      delete: call('delete', ok({})),
    },
    sync: { replay: call('replay', () => ({ ...ok({})(), ...replay() })) },
  } as unknown as OpencodeClient
  const copy = (messages: readonly MessageWithParts[]) =>
    copyDated(client, { id: 'ses_old', directory: '/project' }, messages, NOW)
  return { calls, copy }
}

describe('a copy', () => {
  it('has all messages under names of its own, which refer to each other', async () => {
    const { calls, copy } = setUp()
    const old = as(user('msg_b', NOW + 1), answer('msg_a', NOW + 2, 'msg_b'))
    const { session, messages } = await copy(old)
    expect(session).toEqual({ id: 'ses_copy', title: 'Copy' })
    expect(calls[0]).toEqual([
      'fork',
      { sessionID: 'ses_old', directory: '/project', messageID: 'msg_b' },
    ])
    const [said, answered] = messages
    expect(answered?.info).toMatchObject({ parentID: said?.info.id, sessionID: 'ses_copy' })
    expect(answered?.parts[2]).toMatchObject({ tail_start_id: said?.info.id })
    const ids = messages.flatMap(({ info, parts }) => [info.id, ...parts.map(({ id }) => id)])
    expect(new Set([...ids, 'msg_a', 'msg_b', 'prt_t']).size).toBe(ids.length + 3)
    for (const { info, parts } of messages) {
      for (const part of parts) {
        expect(part).toMatchObject({ messageID: info.id, sessionID: 'ses_copy' })
      }
    }
  })

  it('is handed over in portions, without a gap in their numbers', async () => {
    const { calls, copy } = setUp()
    await copy(as(...Array.from({ length: 400 }, (_, at) => user(`msg_${at}`, at))))
    const portions = calls
      .filter(([name]) => name === 'replay')
      .map(([, input]) => input.events as { seq: number }[])
    expect(portions.map(({ length }) => length)).toEqual([500, 300])
    expect(portions.flat().map(({ seq }) => seq)).toEqual(
      Array.from({ length: 800 }, (_, at) => at + 1),
    )
  })

  it('is not left half done', async () => {
    const { calls, copy } = setUp(() => ({
      data: undefined,
      error: {},
      response: new Response('{}', { status: 500 }),
    }))
    await expect(copy(as(user('msg_1', NOW + 1)))).rejects.toMatchObject({ code: 'engine_error' })
    expect(calls.at(-1)).toEqual(['delete', { sessionID: 'ses_copy', directory: '/project' }])
  })
})
