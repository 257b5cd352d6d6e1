import { beforeEach, describe, expect, it } from 'vitest'
import type { PermissionRequest, QuestionRequest, SessionStatus } from '../../shared/engine-types'
import { envelope } from '../testing/envelopes'
import { type Activity, ActivityProjection } from './projection'

const BUSY: SessionStatus = { type: 'busy' }
const IDLE: SessionStatus = { type: 'idle' }
let projection: ActivityProjection

const apply = (type: string, properties: object, directory?: string) =>
  projection.apply(envelope(type, properties, directory))
const status = (sessionID: string, status: SessionStatus, directory?: string) =>
  apply('session.status', { sessionID, status }, directory)
const permission = (id: string, sessionID = 'ses_1') =>
  ({ id, sessionID, permission: 'bash' }) as PermissionRequest
const question = (id: string, sessionID = 'ses_1') => ({ id, sessionID }) as QuestionRequest
/** What is asked, by id. */
const asked = () => {
  const { permissions, questions } = projection.snapshot()
  return [...permissions, ...questions].map(({ id }) => id)
}
const statuses = () => projection.snapshot().statuses

const byID = <T extends { id: string }>(all: T[]) => new Map(all.map((one) => [one.id, one]))
const says = (
  busy: Record<string, SessionStatus>,
  asks: { permissions?: PermissionRequest[]; questions?: QuestionRequest[] } = {},
): Activity => ({
  statuses: new Map(Object.entries(busy)),
  permissions: byID(asks.permissions ?? []),
  questions: byID(asks.questions ?? []),
})

beforeEach(() => {
  projection = new ActivityProjection()
})

describe('what sessions are doing', () => {
  it('is idle for a session that nothing was heard of', () => {
    expect(projection.status('ses_1')).toEqual(IDLE)
    expect(statuses()).toEqual({})
    expect(projection.busy).toBe(false)
  })

  it('follows the events', () => {
    status('ses_1', BUSY)
    const retry: SessionStatus = { type: 'retry', attempt: 2, message: 'Overloaded', next: 1 }
    status('ses_2', retry)
    expect(statuses()).toEqual({ ses_1: BUSY, ses_2: retry })
    expect(projection.status('ses_2')).toEqual(retry)
    expect(projection.busy).toBe(true)
  })
})

describe('what is asked', () => {
  it('is what was asked and not answered, oldest first', () => {
    apply('permission.asked', permission('per_2'))
    apply('permission.asked', permission('per_1', 'ses_2'))
    apply('question.asked', question('que_2'))
    apply('question.asked', question('que_1'))
    expect(asked()).toEqual(['per_2', 'per_1', 'que_2', 'que_1'])
    apply('permission.replied', { sessionID: 'ses_1', requestID: 'per_2', reply: 'once' })
    apply('question.replied', { sessionID: 'ses_1', requestID: 'que_1', answers: [] })
    apply('question.rejected', { sessionID: 'ses_1', requestID: 'que_2' })
    expect(asked()).toEqual(['per_1'])
  })
})

describe('a session’s end', () => {
  it.each([
    ['says that it is idle', 'session.status', { sessionID: 'ses_1', status: IDLE }],
    ['has become idle', 'session.idle', { sessionID: 'ses_1' }],
    ['is deleted', 'session.deleted', { info: { id: 'ses_1' } }],
  ])('leaves nothing busy and nothing asked of a session that %s', (_why, type, properties) => {
    for (const id of ['ses_1', 'ses_2']) {
      status(id, BUSY)
      apply('permission.asked', permission(`per_${id}`, id))
      apply('question.asked', question(`que_${id}`, id))
    }
    apply(type, properties)
    expect(statuses()).toEqual({ ses_2: BUSY })
    expect(asked()).toEqual(['per_ses_2', 'que_ses_2'])
  })

  it('by deletion is for ever, whatever its run still does', () => {
    apply('session.deleted', { info: { id: 'ses_1' } })
    status('ses_1', BUSY)
    apply('permission.asked', permission('per_1'))
    projection.read('/project').apply(says({ ses_1: BUSY }, { permissions: [permission('per_2')] }))
    expect([statuses(), asked()]).toEqual([{}, []])
  })

  it('by deletion is remembered of a thousand sessions, not of all', () => {
    for (let n = 0; n <= 1_024; n += 1) apply('session.deleted', { info: { id: `ses_${n}` } })
    status('ses_0', BUSY)
    status('ses_1', BUSY)
    expect(Object.keys(statuses())).toEqual(['ses_0'])
  })
})

it('is empty once the engine is gone', () => {
  status('ses_1', BUSY)
  apply('permission.asked', permission('per_1'))
  apply('question.asked', question('que_1'))
  projection.clear()
  expect([statuses(), asked()]).toEqual([{}, []])
})

it.each([
  ['works', 'session.status', { sessionID: 'ses_1', status: BUSY }],
  ['asks for leave', 'permission.asked', permission('per_1')],
  ['asks', 'question.asked', question('que_1')],
])('holds something of a directory whose session %s', (_what, type, properties) => {
  expect(projection.holds('/a')).toBe(false)
  apply(type, properties, '/a')
  expect([projection.holds('/a'), projection.holds('/b')]).toEqual([true, false])
  apply('session.idle', { sessionID: 'ses_1' }, '/a')
  expect(projection.holds('/a')).toBe(false)
})

describe('a reading', () => {
  it('replaces what is known of the directory', () => {
    status('ses_1', BUSY)
    apply('permission.asked', permission('per_1'))
    apply('question.asked', question('que_1'))
    status('ses_9', BUSY, '/elsewhere')
    const found = says(
      { ses_2: BUSY },
      { permissions: [permission('per_2', 'ses_2')], questions: [question('que_2', 'ses_2')] },
    )
    expect(projection.read('/project').apply(found)).toBe(true)
    expect(statuses()).toEqual({ ses_2: BUSY, ses_9: BUSY })
    expect(asked()).toEqual(['per_2', 'que_2'])
    expect(projection.read('/project').apply(found)).toBe(false)
  })

  it('is news when it brings no more than an ask', () => {
    status('ses_1', BUSY)
    const found = says({ ses_1: BUSY }, { questions: [question('que_1')] })
    expect(projection.read('/project').apply(found)).toBe(true)
  })

  it('gives way to events that came since it began', () => {
    const reading = projection.read('/project')
    status('ses_2', BUSY)
    apply('permission.asked', permission('per_2', 'ses_2'))
    apply('question.rejected', { sessionID: 'ses_1', requestID: 'que_1' })
    reading.apply(says({ ses_1: BUSY }, { questions: [question('que_1')] }))
    expect(statuses()).toEqual({ ses_1: BUSY, ses_2: BUSY })
    expect(asked()).toEqual(['per_2'])
  })

  it('takes no ask of a session that is idle, or has become idle since', () => {
    const reading = projection.read('/project')
    apply('session.idle', { sessionID: 'ses_1' })
    reading.apply(
      says({ ses_1: BUSY }, { permissions: [permission('per_1'), permission('per_2', 'ses_2')] }),
    )
    expect([statuses(), asked()]).toEqual([{}, []])
  })

  it('that gets no answer leaves what was known', () => {
    status('ses_1', BUSY)
    apply('permission.asked', permission('per_1'))
    projection.read('/project').drop()
    expect([statuses(), asked()]).toEqual([{ ses_1: BUSY }, ['per_1']])
  })

  it('of an engine that is gone meanwhile changes nothing', () => {
    const reading = projection.read('/project')
    projection.clear()
    reading.apply(says({ ses_1: BUSY }, { permissions: [permission('per_1')] }))
    expect([statuses(), asked()]).toEqual([{}, []])
  })
})
