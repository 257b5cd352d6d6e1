import { beforeEach, describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import { assistant, createRunFixture, RUN, settle, withParts } from './run-fixture'

let run: ReturnType<typeof createRunFixture>
beforeEach(() => {
  run = createRunFixture()
})

describe('a run that fails', () => {
  it('ends with the error of the assistant’s message', async () => {
    const error = { name: 'APIError', data: { message: 'Overloaded' } }
    run.stored = [withParts(assistant('msg_2', { error }))]
    run.follow()
    run.taken()
    run.answering(assistant('msg_2', { error }))
    run.idle()
    expect(await run.ended()).toMatchObject({
      kind: 'error',
      error: { code: 'engine_error', message: 'Overloaded', details: { name: 'APIError' } },
    })
  })

  it('is aborted when a person stopped it', async () => {
    const error = { name: 'MessageAbortedError', data: { message: 'Aborted' } }
    run.stored = [withParts(assistant('msg_2', { error }))]
    run.follow()
    run.taken()
    run.answering(assistant('msg_2'))
    run.failing(error)
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'error', error: { code: 'aborted' } })
  })

  it('ends at once when it is refused before a message was made: no idle follows', async () => {
    run.follow()
    run.failing({ name: 'UnknownError', data: { message: 'No model' } })
    expect(await run.ended()).toMatchObject({ kind: 'error', error: { message: 'No model' } })
  })

  it('waits for idle when its message was made', async () => {
    run.follow()
    run.taken()
    run.failing({ name: 'UnknownError', data: { message: 'It broke' } })
    await settle()
    expect(run.outcomes).toEqual([])
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'error', error: { message: 'It broke' } })
  })

  it('is done all the same when it recovered from an error', async () => {
    run.stored = [withParts(assistant('msg_2'))]
    run.follow()
    run.taken()
    run.failing({ name: 'UnknownError', data: { message: 'A hiccup' } })
    run.answering(assistant('msg_2'))
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'done' })
  })

  it('ends with its session when that is deleted', async () => {
    run.follow()
    run.taken()
    run.publish('session.deleted', { info: { id: RUN.sessionID } })
    expect(await run.ended()).toMatchObject({
      kind: 'error',
      error: { code: 'not_found', message: 'The session was deleted.' },
    })
  })

  it.each<[string, MessageWithParts[]]>([
    ['no answer', []],
    ['an answer that is not finished', [withParts(assistant('msg_2', { time: { created: 1 } }))]],
    ['an answer to another message', [withParts(assistant('msg_2', { parentID: 'msg_0' }))]],
  ])('was interrupted when it is idle with %s', async (_what, messages) => {
    run.stored = messages
    run.follow()
    run.taken()
    run.idle()
    expect(await run.ended()).toMatchObject({
      kind: 'error',
      error: { code: 'engine_error', message: expect.stringContaining('interrupted') },
    })
  })

  it('says why when the engine cannot be asked how it ended', async () => {
    run.gone = new AppError('engine_unavailable', 'The engine is not running.')
    run.follow()
    run.taken()
    run.idle()
    expect(await run.ended()).toEqual({ kind: 'error', error: run.gone })
  })
})

describe('a run whose engine is gone', () => {
  it('ends at once with an error that says so, and leaves nothing behind', async () => {
    run.follow()
    run.taken()
    run.engineGone()
    expect(await run.ended()).toMatchObject({
      kind: 'error',
      error: { code: 'engine_unavailable' },
    })
    expect(run.hub.size).toBe(0)
    expect(run.engineListeners.size).toBe(0)
  })

  it('says nothing when it had ended before', async () => {
    run.follow().close()
    run.engineGone()
    expect(run.outcomes).toEqual([])
  })
})

describe('a run whose events were lost', () => {
  const own = withParts({ id: RUN.messageID, role: 'user' })

  it('goes on while its session is busy', async () => {
    run.stored = [own, withParts(assistant('msg_2'))]
    run.follow()
    run.hub.interrupt()
    await settle()
    expect(run.sink.resyncs).toEqual([{ seq: 1, reason: 'upstream' }])
    expect(run.outcomes).toEqual([])
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'done', message: { info: { id: 'msg_2' } } })
  })

  it('goes on while its message is not there yet', async () => {
    run.follow()
    run.status = { type: 'idle' }
    run.hub.interrupt()
    await settle()
    expect([run.asked, run.outcomes]).toEqual([['all'], []])
    run.taken()
    run.stored = [own, withParts(assistant('msg_2'))]
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'done', message: { info: { id: 'msg_2' } } })
  })

  it('ends when its session is idle, with the answer among the stored messages', async () => {
    const earlier = withParts(assistant('msg_0', { parentID: 'msg_00' }))
    run.stored = [earlier, withParts(assistant('msg_2')), withParts(assistant('msg_3'))]
    run.follow()
    run.taken()
    run.status = { type: 'idle' }
    run.hub.interrupt()
    expect(await run.ended()).toMatchObject({ kind: 'done', message: { info: { id: 'msg_3' } } })
    expect(run.asked).toEqual(['all'])
  })
})
