import { beforeEach, describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import { publication } from '../testing/envelopes'
import { assistant, createRunFixture, RUN, settle, withParts } from './run-fixture'

let run: ReturnType<typeof createRunFixture>
beforeEach(() => {
  run = createRunFixture()
})

describe('a run', () => {
  it('is done with the assistant’s finished message', async () => {
    const message = withParts(assistant('msg_2'))
    run.stored = [message]
    run.follow()
    run.taken()
    run.answering(assistant('msg_2'))
    run.idle()
    expect(await run.ended()).toEqual({ kind: 'done', message })
    expect(run.asked).toEqual(['msg_2'])
  })

  it('of several steps is done with the last of them', async () => {
    run.stored = [withParts(assistant('msg_2')), withParts(assistant('msg_3'))]
    run.follow()
    run.taken()
    run.answering(assistant('msg_2'))
    run.answering(assistant('msg_3'))
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'done', message: { info: { id: 'msg_3' } } })
  })

  it('takes no answer to another prompt for its own', async () => {
    run.stored = [withParts(assistant('msg_2')), withParts(assistant('msg_9'))]
    run.follow()
    run.taken()
    run.answering(assistant('msg_2'))
    run.answering(assistant('msg_9', { parentID: 'msg_8_user' }))
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'done', message: { info: { id: 'msg_2' } } })
  })

  it('in which the engine compacted is done with what came after', async () => {
    const compaction = { type: 'compaction', auto: true }
    const goOn = { type: 'text', synthetic: true, text: 'Continue' }
    const user = (id: string, part: object) =>
      ({ info: { id, role: 'user' }, parts: [part] }) as unknown as MessageWithParts
    run.stored = [
      user(RUN.messageID, { type: 'text', text: 'Hi' }),
      withParts(assistant('msg_2')),
      user('msg_3', compaction),
      withParts(assistant('msg_4', { parentID: 'msg_3', summary: true })),
      user('msg_5', goOn),
      withParts(assistant('msg_6', { parentID: 'msg_5' })),
    ]
    run.follow()
    run.taken()
    for (const { info } of run.stored) run.answering(info)
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'done', message: { info: { id: 'msg_6' } } })
    expect(run.asked).toEqual(['all'])
  })

  it('ends once, after its last event, and its cursor is freed', async () => {
    run.stored = [withParts(assistant('msg_2'))]
    run.follow()
    run.taken()
    run.idle()
    run.idle()
    await run.ended()
    await settle()
    expect(run.types()).toEqual(['message.updated', 'session.idle', 'session.idle'])
    expect(run.outcomes).toHaveLength(1)
    expect(run.asked).toHaveLength(1)
    expect(run.hub.size).toBe(0)
  })

  it('that began before it was followed is seen from its first event on', async () => {
    run.stored = [withParts(assistant('msg_2'))]
    run.publish('before')
    const after = run.hub.seq
    run.taken()
    run.idle()
    run.follow(after)
    expect(run.types()).toEqual(['message.updated', 'session.idle'])
    expect(await run.ended()).toMatchObject({ kind: 'done' })
  })
})

describe('what reaches the sink', () => {
  beforeEach(() => {
    run.tree.note({ id: 'ses_child', parentID: RUN.sessionID })
    run.tree.note({ id: 'ses_grandchild', parentID: 'ses_child' })
    run.follow()
  })

  it('is of the session and of all that descend from it', () => {
    run.publish('a')
    run.publish('b', {}, 'ses_child')
    run.publish('c', {}, 'ses_grandchild')
    expect(run.types()).toEqual(['a', 'b', 'c'])
  })

  it('is not of others, nor of no session', () => {
    run.publish('a', {}, 'ses_other')
    run.hub.publish([publication('b', {})])
    expect(run.sink.seen).toEqual([])
  })

  it('does not end with a sub-agent’s run', async () => {
    run.taken()
    run.publish('session.idle', {}, 'ses_child')
    run.publish('session.error', { error: { name: 'UnknownError' } }, 'ses_child')
    run.publish('session.deleted', { info: { id: 'ses_child' } }, 'ses_child')
    await settle()
    expect(run.outcomes).toEqual([])
  })
})

describe('an idle of an earlier run', () => {
  it('is not the end: our message has not been seen yet', async () => {
    run.stored = [withParts(assistant('msg_2'))]
    run.follow()
    run.idle()
    await settle()
    expect(run.outcomes).toEqual([])
    run.taken()
    run.idle()
    expect(await run.ended()).toMatchObject({ kind: 'done' })
  })
})

describe('closing early', () => {
  it('ends it all: no event, no outcome, no cursor', async () => {
    run.stored = [withParts(assistant('msg_2'))]
    const handle = run.follow()
    handle.close()
    run.taken()
    run.idle()
    await settle()
    expect([run.sink.seen, run.outcomes, run.hub.size, run.asked]).toEqual([[], [], 0, []])
  })

  it('while the outcome is being read leaves it unsaid', async () => {
    run.stored = [withParts(assistant('msg_2'))]
    const handle = run.follow()
    run.taken()
    run.idle()
    handle.close()
    await settle()
    expect(run.asked).toEqual(['all'])
    expect(run.outcomes).toEqual([])
  })
})

it('a slow sink is given the rest of its run when it resumes, and then the end', async () => {
  run.stored = [withParts(assistant('msg_2'))]
  const handle = run.follow()
  run.sink.takesMore = false
  run.taken()
  run.idle()
  await settle()
  expect(run.outcomes).toEqual([])
  handle.resume()
  expect(run.types()).toEqual(['message.updated', 'session.idle'])
  expect(await run.ended()).toMatchObject({ kind: 'done' })
  expect(run.log.lines).toEqual([])
})
