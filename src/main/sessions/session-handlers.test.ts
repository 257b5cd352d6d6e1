import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import { publication } from '../testing/envelopes'
import { createHandlersFixture, ID, stored } from './handlers-fixture'

const updated = ({ info }: MessageWithParts) =>
  publication('message.updated', { sessionID: ID, ...{ info } })

describe('messages', () => {
  it('have ids that are known from then on', async () => {
    const { handlers, messageIds, context } = createHandlersFixture({
      'session.messages': () => [stored('msg_1', 1)],
    })
    await handlers['sessions.messages']({ id: ID }, context)
    expect(messageIds.storedIn('msg_1')).toBe(ID)
  })

  it('are read again when events were lost meanwhile, for a number that holds what it says', async () => {
    let lost = 1
    const { hub, handlers, context, asked } = createHandlersFixture({
      'session.messages': () => {
        if (lost > 0) hub.interrupt()
        lost -= 1
        return [stored('msg_1', 1)]
      },
    })
    await handlers['sessions.messages']({ id: ID }, context)
    expect(asked('session.messages')).toHaveLength(2)
    expect(context.seq).toBe(hub.seq)
  })

  it('promise nothing of the stream when it is never still', async () => {
    const { hub, handlers, context, asked } = createHandlersFixture({
      'session.messages': () => {
        hub.interrupt()
        return [stored('msg_1', 1)]
      },
    })
    expect(await handlers['sessions.messages']({ id: ID }, context)).toHaveLength(1)
    expect(asked('session.messages')).toHaveLength(3)
    expect(context.seq).toBeUndefined()
  })

  it('of the newest page hold what came while the engine answered, exactly up to the number given', async () => {
    const { handlers, hub, context } = createHandlersFixture({
      'session.messages': () => {
        hub.publish([updated(stored('msg_3', 3))])
        return [stored('msg_1', 1), stored('msg_2', 2)]
      },
    })
    hub.publish([updated(stored('msg_0', 0))])
    const messages = await handlers['sessions.messages']({ id: ID, limit: 2 }, context)
    expect(messages.map(({ info }) => info.id)).toEqual(['msg_2', 'msg_3'])
    expect(context.seq).toBe(2)
  })

  it('of an older page are asked for by the place of the message after them', async () => {
    const { handlers, hub, context, asked } = createHandlersFixture({
      'session.message': () => stored('msg_2', 2),
      'session.messages': () => {
        hub.publish([updated(stored('msg_3', 3))])
        return [stored('msg_1', 1)]
      },
    })
    const messages = await handlers['sessions.messages']({ id: ID, before: 'msg_2' }, context)
    expect(messages).toEqual([stored('msg_1', 1)])
    expect(asked('session.message')).toEqual([{ sessionID: ID, messageID: 'msg_2' }])
    const [{ before, limit } = {}] = asked('session.messages')
    expect(JSON.parse(Buffer.from(String(before), 'base64url').toString())).toEqual({
      id: 'msg_2',
      time: 2,
    })
    // The engine takes no cursor without a limit (opencode 1.18).
    expect(limit).toBeGreaterThan(1_000_000)
  })
})

describe('the list', () => {
  it('is whole unless a limit is given', async () => {
    const project = { id: 'prj', worktree: '/p' }
    const { handlers, asked } = createHandlersFixture({
      'session.list': () => [],
      'experimental.session.list': () => [{ id: 'ses_1', directory: '/p', project }],
    })
    expect(await handlers['sessions.list']({ search: 'x' })).toEqual([
      { id: 'ses_1', directory: '/p' },
    ])
    await handlers['sessions.list']({ limit: 5 })
    const [all, some] = asked('experimental.session.list')
    expect(all).toMatchObject({ search: 'x', archived: true })
    expect(all?.limit).toBeGreaterThan(1_000_000)
    expect(some).toMatchObject({ limit: 5 })
    await handlers['sessions.list']({ directory: '/p', limit: 5 })
    expect(asked('session.list')).toEqual([{ directory: '/p', limit: 5 }])
  })
})

describe('a new session', () => {
  it('needs a directory that is there', async () => {
    const { handlers, calls } = createHandlersFixture()
    for (const directory of ['/nowhere/at/all', 'relative', import.meta.filename]) {
      await expect(handlers['sessions.create']({ directory })).rejects.toMatchObject({
        code: 'invalid_input',
        details: [{ path: 'directory' }],
      })
    }
    expect(calls).toEqual([])
  })

  it('is remembered as its parent’s', async () => {
    const child = { id: 'ses_2', parentID: ID }
    const { handlers, tree } = createHandlersFixture({ 'session.create': () => child })
    await handlers['sessions.create']({ directory: tmpdir(), parentID: ID })
    expect(tree.isWithin('ses_2', ID)).toBe(true)
  })
})

describe('deleting', () => {
  it('first stops what is at work in the session and below it, and nothing else', async () => {
    const { handlers, tree, statuses, calls } = createHandlersFixture()
    tree.note({ id: 'ses_child', parentID: ID })
    for (const id of [ID, 'ses_child', 'ses_other']) statuses[id] = { type: 'busy' }
    await handlers['sessions.delete']({ id: ID })
    expect(calls.map(([name, { sessionID }]) => [name, sessionID])).toEqual([
      ['session.get', ID],
      ['session.abort', ID],
      ['session.abort', 'ses_child'],
      ['session.delete', ID],
    ])
  })

  it('ends what runs on before the session is gone, in which it is shown', async () => {
    let endedBefore: string[] = []
    const { handlers, ended } = createHandlersFixture({
      'session.delete': () => {
        endedBefore = [...ended]
        return true
      },
    })
    await handlers['sessions.delete']({ id: ID })
    expect(endedBefore).toEqual([ID])
  })

  it('of a calm session stops nothing', async () => {
    const { handlers, calls } = createHandlersFixture()
    await handlers['sessions.delete']({ id: ID })
    expect(calls.map(([name]) => name)).toEqual(['session.get', 'session.delete'])
  })
})

describe('archiving', () => {
  it.each([
    [{ archived: true }, { archived: expect.any(Number) }],
    // The engine takes no null (opencode 1.18).
    [{ archived: false }, { archived: 0 }],
    [{ title: 'x' }, undefined],
  ])('%j', async (change, time) => {
    const { handlers, asked } = createHandlersFixture()
    await handlers['sessions.update']({ id: ID, ...change })
    expect(asked('session.update')[0]?.time).toEqual(time)
  })
})

describe('a session in a folder whose name the engine misreads', () => {
  const directory = '/project/%2e%2e%2fprivate'
  const misread = { 'session.get': () => ({ id: ID, directory }) }
  const refusal = { code: 'invalid_input', details: [{ path: 'directory' }] }

  it('is looked at, and nothing is done in it', async () => {
    const { handlers, calls, context } = createHandlersFixture(misread)
    expect(await handlers['sessions.get']({ id: ID })).toMatchObject({ directory })
    const parts = [{ type: 'text' as const, text: 'Hi' }]
    for (const call of [
      handlers['sessions.prompt']({ id: ID, parts }, context),
      handlers['sessions.command']({ id: ID, command: 'init' }, context),
      handlers['sessions.shell']({ id: ID, command: 'ls' }, context),
      handlers['sessions.summarize']({ id: ID }),
      handlers['sessions.fork']({ id: ID }),
    ]) {
      await expect(call).rejects.toMatchObject(refusal)
    }
    expect(new Set(calls.map(([name]) => name))).toEqual(new Set(['session.get']))
  })

  it('is asked for once, not before each prompt', async () => {
    const { handlers, asked, context } = createHandlersFixture({
      'session.promptAsync': () => undefined,
    })
    const parts = [{ type: 'text' as const, text: 'Hi' }]
    await handlers['sessions.prompt']({ id: ID, parts }, context)
    await handlers['sessions.prompt']({ id: ID, parts }, context)
    expect(asked('session.get')).toHaveLength(1)
    expect(asked('session.promptAsync')).toHaveLength(2)
  })
})
