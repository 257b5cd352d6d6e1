import { beforeEach, describe, expect, it } from 'vitest'
import type { SessionStatus } from '../../shared/engine-types'
import { envelope } from '../testing/envelopes'
import { StatusProjection } from './projection'

const BUSY: SessionStatus = { type: 'busy' }
const IDLE: SessionStatus = { type: 'idle' }
let projection: StatusProjection

const status = (sessionID: string, status: SessionStatus, directory?: string) =>
  projection.apply(envelope('session.status', { sessionID, status }, directory))
/** A rebuild whose answer the test gives. */
function rebuild() {
  let answer: (statuses: Record<string, SessionStatus>) => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  const read = new Promise<Record<string, SessionStatus>>((resolve, reject) => {
    answer = resolve
    fail = reject
  })
  const done = projection.rebuild(() => read)
  return {
    answer: (statuses: Record<string, SessionStatus>) => {
      answer(statuses)
      return done
    },
    fail: (error: Error) => {
      fail(error)
      return done
    },
  }
}

beforeEach(() => {
  projection = new StatusProjection()
})

describe('what sessions are doing', () => {
  it('is idle for a session that nothing was heard of', () => {
    expect(projection.status('ses_1')).toEqual(IDLE)
    expect(projection.statuses).toEqual({})
    expect(projection.busy).toBe(false)
  })

  it('follows the events', () => {
    status('ses_1', BUSY)
    const retry: SessionStatus = { type: 'retry', attempt: 2, message: 'Overloaded', next: 1 }
    status('ses_2', retry)
    expect(projection.statuses).toEqual({ ses_1: BUSY, ses_2: retry })
    expect(projection.status('ses_2')).toEqual(retry)
    expect(projection.busy).toBe(true)
  })

  it.each([
    ['says that it is idle', 'session.status', { sessionID: 'ses_1', status: IDLE }],
    ['has become idle', 'session.idle', { sessionID: 'ses_1' }],
    ['is deleted', 'session.deleted', { info: { id: 'ses_1' } }],
  ])('holds a session no longer that %s', (_why, type, properties) => {
    status('ses_1', BUSY)
    projection.apply(envelope(type, properties))
    expect(projection.statuses).toEqual({})
  })

  it('remembers where events came from, but for those of no directory', () => {
    status('ses_1', BUSY, '/a')
    status('ses_1', BUSY, '/b')
    projection.apply(envelope('anything', {}, 'global'))
    projection.apply(envelope('anything', {}, ''))
    expect([...projection.directories]).toEqual(['/a', '/b'])
  })

  it('is empty once the engine is gone', () => {
    status('ses_1', BUSY)
    projection.clear()
    expect(projection.statuses).toEqual({})
  })
})

describe('a rebuild', () => {
  it('replaces everything with what the engine says', async () => {
    status('ses_1', BUSY)
    status('ses_2', BUSY)
    await projection.rebuild(async () => ({ ses_2: BUSY, ses_3: BUSY, ses_4: IDLE }))
    expect(projection.statuses).toEqual({ ses_2: BUSY, ses_3: BUSY })
  })

  it('lets events win that arrive in the meantime', async () => {
    status('ses_1', BUSY)
    const { answer } = rebuild()
    status('ses_1', IDLE)
    status('ses_2', BUSY)
    await answer({ ses_1: BUSY, ses_3: BUSY })
    expect(projection.statuses).toEqual({ ses_2: BUSY, ses_3: BUSY })
  })

  it('does not let events win that came before it', async () => {
    status('ses_1', BUSY)
    const { answer } = rebuild()
    await answer({})
    expect(projection.statuses).toEqual({})
  })

  it('that fails says so and leaves what was known', async () => {
    status('ses_1', BUSY)
    const { fail } = rebuild()
    await expect(fail(new Error('no answer'))).rejects.toThrow('no answer')
    expect(projection.statuses).toEqual({ ses_1: BUSY })
    await rebuild().answer({})
    expect(projection.statuses).toEqual({})
  })

  it('whose engine is gone before it answers changes nothing', async () => {
    const { answer } = rebuild()
    projection.clear()
    await answer({ ses_1: BUSY })
    expect(projection.statuses).toEqual({})
  })

  it('that a newer one has overtaken changes nothing', async () => {
    const older = rebuild()
    const newer = rebuild()
    await newer.answer({ ses_2: BUSY })
    await older.answer({ ses_1: BUSY })
    expect(projection.statuses).toEqual({ ses_2: BUSY })
  })

  it('that is overtaken while it waits does not disturb the newer one', async () => {
    const older = rebuild()
    const newer = rebuild()
    await older.answer({ ses_1: BUSY })
    status('ses_3', BUSY)
    await newer.answer({ ses_3: { type: 'retry', attempt: 1, message: 'x', next: 1 }, ses_4: BUSY })
    expect(projection.statuses).toEqual({ ses_3: BUSY, ses_4: BUSY })
  })
})
