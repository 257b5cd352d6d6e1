import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../shared/errors'
import { Hub } from '../events/hub'
import { publication } from '../testing/envelopes'
import { recordLog } from '../testing/log'
import { startRun } from './start-run'

const SESSION = 'ses_1'
const MESSAGE = 'msg_1'
const ENGINE_ERROR = new AppError('engine_error', 'The engine could not do it.')

let hub: Hub
/** Settles the engine's call. */
let answer: () => void
let fail: (error: unknown) => void
beforeEach(() => {
  hub = new Hub({ log: recordLog() })
})
afterEach(() => {
  vi.useRealTimers()
  expect(hub.size).toBe(0)
})

const publish = (type: string, properties: object = {}, sessionID = SESSION) =>
  hub.publish([publication(type, { sessionID, ...properties })])
const taken = () => publish('message.updated', { info: { id: MESSAGE } })
const refused = (message: string, name = 'UnknownError') =>
  publish('session.error', { error: { name, data: { message } } })
const start = () =>
  startRun({
    hub,
    sessionID: SESSION,
    isTaken: ({ type, properties }) => type === 'message.updated' && properties.info.id === MESSAGE,
    call: () =>
      new Promise<void>((resolve, reject) => {
        answer = resolve
        fail = reject
      }),
  })

describe('what the engine answers only in the end', () => {
  it('has begun when the stream shows its message; to be followed from there', async () => {
    publish('session.status')
    const begun = start()
    publish('message.updated', { info: { id: 'msg_0' } })
    publish('message.updated', { info: { id: MESSAGE } }, 'ses_other')
    taken()
    taken()
    expect(await begun).toBe(3)
  })

  it('is let go then: what becomes of the call is nobody’s business', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const begun = start()
    taken()
    await begun
    fail(new AppError('engine_timeout', 'Too late.'))
    await new Promise(setImmediate)
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  it('has begun when it was answered already: to be followed from before it was asked for', async () => {
    publish('session.status')
    const begun = start()
    answer()
    publish('session.idle')
    expect(await begun).toBe(1)
  })

  it('counts as begun when events were lost, its sign may be among them', async () => {
    const begun = start()
    hub.interrupt()
    expect(await begun).toBe(hub.seq)
  })
})

describe('what the engine does not take', () => {
  it('fails with what the call failed with', async () => {
    const error = new AppError('conflict', 'Busy.')
    const begun = start()
    refused('Another reason')
    fail(error)
    await expect(begun).rejects.toBe(error)
  })

  it('fails as it does when there is no engine to ask', async () => {
    const error = new AppError('engine_unavailable', 'The engine is not running.')
    const begun = startRun({
      hub,
      sessionID: SESSION,
      isTaken: () => false,
      call: async () => {
        throw error
      },
    })
    await expect(begun).rejects.toBe(error)
  })

  it.each(['before', 'after'])('fails for the reason on the stream that came %s', async (order) => {
    const begun = start()
    begun.catch(() => undefined)
    if (order === 'before') refused('No such agent.')
    fail(ENGINE_ERROR)
    await new Promise(setImmediate)
    if (order === 'after') refused('No such agent.')
    await expect(begun).rejects.toMatchObject({ code: 'engine_error', message: 'No such agent.' })
  })

  it('does not take the end of a stopped run, or another session’s trouble, for the reason', async () => {
    vi.useFakeTimers()
    const begun = start()
    begun.catch(() => undefined)
    refused('Aborted', 'MessageAbortedError')
    publish('session.error', { error: { name: 'X', data: { message: 'Else' } } }, 'ses_other')
    fail(ENGINE_ERROR)
    await vi.runAllTimersAsync()
    await expect(begun).rejects.toBe(ENGINE_ERROR)
  })
})
