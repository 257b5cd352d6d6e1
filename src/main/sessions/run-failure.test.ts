import { beforeEach, describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import { AppError } from '../../shared/errors'
import { assistant, createRunFixture, RUN, settle, withParts } from './run-fixture'

const own = withParts({ id: RUN.messageID, role: 'user' })

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

  it('says so when it was stopped for its dates, whatever came after that', async () => {
    const step = assistant('msg_2', { finish: 'tool-calls' })
    const error = { name: 'MessageAbortedError', data: { message: 'Aborted' } }
    run.stored = [withParts(step), withParts(assistant('msg_3', { error }))]
    run.backdated.add('msg_2')
    run.follow()
    run.taken()
    run.answering(step)
    run.answering(assistant('msg_3', { error }))
    run.idle()
    expect(await run.ended()).toMatchObject({
      kind: 'error',
      error: {
        code: 'conflict',
        message: expect.stringContaining('The clock was set back'),
        details: { stored: true },
      },
    })
  })

  it('is done with the answer at which it was stopped for its dates, when that is whole', async () => {
    const error = { name: 'MessageAbortedError', data: { message: 'Aborted' } }
    run.stored = [assistant('msg_2'), assistant('msg_3', { error })].map(withParts)
    run.backdated.add('msg_2')
    run.follow()
    run.taken()
    run.answering(assistant('msg_2'))
    run.answering(assistant('msg_3', { error }))
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'done', message: { info: { id: 'msg_2' } } })
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
  ])('says that its message is there when it is idle with %s', async (_what, messages) => {
    run.stored = [own, ...messages]
    run.follow()
    run.taken()
    run.idle()
    expect(await run.ended()).toMatchObject({
      kind: 'error',
      error: {
        code: 'engine_error',
        message: expect.stringContaining('It is in the session: do not send it again'),
        details: { stored: true },
      },
    })
  })

  it('says so when its message was taken out of the session', async () => {
    run.follow()
    run.taken()
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'error', error: { code: 'not_found' } })
  })

  it('was stopped when its answer is finished and empty: it waited to try again', async () => {
    run.stored = [own, withParts(assistant('msg_2', { finish: undefined }))]
    run.follow()
    run.taken()
    run.answering(assistant('msg_2', { finish: undefined }))
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'error', error: { code: 'aborted' } })
  })

  it('says why when the engine cannot be asked how it ended', async () => {
    run.gone = new AppError('engine_unavailable', 'The engine is not running.')
    run.follow()
    run.taken()
    run.idle()
    expect(await run.ended()).toMatchObject({
      kind: 'error',
      error: {
        code: 'engine_unavailable',
        message: expect.stringMatching(/The message is in the session.*The engine is not running/),
        details: { stored: true },
      },
    })
  })
})

describe('a message that waited for the run of another one', () => {
  const theirs = withParts({ id: 'msg_0', role: 'user' })
  const answerOf = (more: object) => withParts(assistant('msg_1', { parentID: 'msg_0', ...more }))

  it.each<[string, object, string, RegExp]>([
    ['was stopped', { name: 'MessageAbortedError' }, 'aborted', /was stopped before this message/],
    [
      'failed',
      { name: 'APIError', data: { message: 'Overloaded' } },
      'engine_error',
      /Overloaded$/,
    ],
  ])('which %s says that it is in the session', async (_what, error, code, message) => {
    run.stored = [theirs, answerOf({ error }), own]
    run.follow()
    run.taken()
    run.failing(error)
    run.answering(assistant('msg_1', { parentID: 'msg_0', error }))
    run.idle()
    expect(await run.ended()).toMatchObject({
      kind: 'error',
      error: { code, message: expect.stringMatching(message), details: { stored: true } },
    })
  })

  it('which ended when an ask was declined says so, and that it is in the session', async () => {
    const step = { parentID: 'msg_0', finish: 'tool-calls' }
    const declined = { ...answerOf(step), parts: [{ type: 'tool', state: { status: 'error' } }] }
    run.stored = [theirs, declined as unknown as MessageWithParts, own]
    run.follow()
    run.taken()
    run.answering(assistant('msg_1', step))
    run.idle()
    expect(await run.ended()).toMatchObject({
      kind: 'error',
      error: {
        code: 'aborted',
        message: expect.stringMatching(/was declined.*answered with the next one\.$/),
        details: { stored: true },
      },
    })
  })

  it('goes on when the session begins to work again after it was idle', async () => {
    run.engineStatuses = { [RUN.sessionID]: { type: 'busy' } }
    run.stored = [theirs, answerOf({}), own]
    run.follow()
    run.taken()
    run.idle()
    await settle()
    await settle()
    expect(run.outcomes).toEqual([])
    run.stored = [...run.stored, withParts(assistant('msg_2'))]
    run.answering(assistant('msg_2'))
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'done', message: { info: { id: 'msg_2' } } })
  })
})

it('what another message was refused for is nothing to one that was taken', async () => {
  let begin: () => void = () => undefined
  run.pause = () => new Promise<void>((resolve) => (begin = resolve))
  run.follow()
  run.failing({ name: 'UnknownError', data: { message: 'No agent' } })
  await settle()
  run.stored = [own]
  run.taken()
  begin()
  await settle()
  expect(run.outcomes).toEqual([])
  run.stored = [own, withParts(assistant('msg_2'))]
  run.answering(assistant('msg_2'))
  run.idle()
  expect(await run.ended()).toMatchObject({ kind: 'done' })
})

describe('a run whose engine is gone', () => {
  it.each([
    [true, 'The message is in the session'],
    [false, 'not known whether it took the message'],
  ])(
    'ends at once, says what is known of its message, and leaves nothing behind (taken: %s)',
    async (isTaken, words) => {
      run.follow()
      if (isTaken) run.taken()
      run.engineGone()
      expect(await run.ended()).toMatchObject({
        kind: 'error',
        error: { code: 'engine_unavailable', message: expect.stringContaining(words) },
      })
      expect(run.hub.size).toBe(0)
      expect(run.engineListeners.size).toBe(0)
    },
  )

  it('says nothing when it had ended before', async () => {
    run.follow().close()
    run.engineGone()
    expect(run.outcomes).toEqual([])
  })
})

describe('a run whose events were lost', () => {
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
    expect(run.outcomes).toEqual([])
    run.taken()
    run.stored = [own, withParts(assistant('msg_2'))]
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'done', message: { info: { id: 'msg_2' } } })
  })

  it('ends when its session is idle, with the answer among the stored messages', async () => {
    const earlier = withParts(assistant('msg_0', { parentID: 'msg_00' }))
    run.stored = [earlier, own, withParts(assistant('msg_2')), withParts(assistant('msg_3'))]
    run.follow()
    run.taken()
    run.status = { type: 'idle' }
    run.hub.interrupt()
    expect(await run.ended()).toMatchObject({ kind: 'done', message: { info: { id: 'msg_3' } } })
    expect(run.asked).toEqual(['all'])
  })
})
