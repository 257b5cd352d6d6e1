import { beforeEach, describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import type { EventEnvelope } from '../../shared/events'
import { Compactions } from './compactions'

let compactions: Compactions
let stored: MessageWithParts[]
let reads: number
beforeEach(() => {
  compactions = new Compactions()
  stored = []
  reads = 0
})

const summary = { info: { role: 'assistant', summary: true, time: { created: 1, completed: 2 } } }
const ordinary = { info: { role: 'assistant', time: { created: 1, completed: 2 } } }
const unfinished = { info: { role: 'assistant', summary: true, time: { created: 1 } } }
const store = (...messages: object[]) => {
  stored = messages as unknown as MessageWithParts[]
}
const apply = (type: string, properties: object) =>
  compactions.apply({
    directory: '/',
    payload: { id: 'evt_1', type, properties },
  } as unknown as EventEnvelope)
const compacted = () => apply('session.compacted', { sessionID: 'ses_1' })
const flag = (compacting?: number) =>
  apply('session.updated', { info: { id: 'ses_1', time: { compacting } } })
const count = () =>
  compactions.count('ses_1', async () => {
    reads += 1
    return stored
  })

describe('what the stream tells of', () => {
  it('is counted by the event', async () => {
    expect(await count()).toBe(0)
    compacted()
    compacted()
    expect(await count()).toBe(2)
  })

  it('is counted by the flag going from set to unset', async () => {
    await count()
    flag(1)
    flag(1)
    expect(await count()).toBe(0)
    flag()
    flag()
    expect(await count()).toBe(1)
  })

  it('is counted once when an engine gives both signals, in either order', async () => {
    await count()
    flag(1)
    compacted()
    flag()
    expect(await count()).toBe(1)
    flag(2)
    flag()
    compacted()
    expect(await count()).toBe(2)
    compacted()
    expect(await count()).toBe(3)
  })
})

describe('what came before', () => {
  it('is counted in the messages, which are read once', async () => {
    store(ordinary, summary, unfinished, summary)
    expect(await count()).toBe(2)
    compacted()
    expect(await count()).toBe(3)
    expect(reads).toBe(1)
  })

  it('is not counted again when the stream had told of it before anybody asked', async () => {
    compacted()
    store(summary, summary)
    expect(await count()).toBe(2)
  })

  it('is read again when a compaction ends while the engine answers', async () => {
    store(summary)
    const answer = compactions.count('ses_1', async () => {
      reads += 1
      if (reads === 1) {
        compacted()
        store(summary, summary)
        return []
      }
      return stored
    })
    expect(await answer).toBe(2)
    expect(reads).toBe(2)
  })

  it('is read again after events were lost', async () => {
    await count()
    compactions.forget()
    store(summary)
    expect(await count()).toBe(1)
  })
})

describe('the totals', () => {
  it('hold what somebody asked for, and what came since', async () => {
    store(summary)
    await count()
    compacted()
    expect(compactions.totals).toEqual({ ses_1: 2 })
  })

  it('hold nothing of which only a part is known', () => {
    compacted()
    expect(compactions.totals).toEqual({})
  })
})

it('a deleted session is forgotten', async () => {
  await count()
  compacted()
  apply('session.deleted', { sessionID: 'ses_1', info: { id: 'ses_1' } })
  expect(await count()).toBe(0)
})
