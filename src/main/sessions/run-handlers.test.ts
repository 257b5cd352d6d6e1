import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { publication } from '../testing/envelopes'
import { createHandlersFixture, ID, NOT_THERE, stored } from './handlers-fixture'

const never = () => new Promise<never>(() => undefined)
const PROVIDERS = { providers: [{ id: 'p', models: { m: {}, 'deep/m': {} } }] }
const AGENTS = [
  { name: 'quiet', mode: 'primary', hidden: true },
  { name: 'helper', mode: 'subagent' },
  { name: 'main', mode: 'primary' },
]
const ANSWERS = {
  'command.list': () => [{ name: 'init' }, { name: 'review' }],
  'app.agents': () => AGENTS,
  'config.providers': () => PROVIDERS,
}

/** Handlers over an engine whose call takes what it is asked, and is never answered. */
function takes(call: string, more: Parameters<typeof createHandlersFixture>[0] = {}) {
  const fixture = createHandlersFixture({
    ...ANSWERS,
    [call]: ({ messageID }) => {
      const part = { type: 'compaction' }
      fixture.hub.publish([
        publication('session.status', { sessionID: ID }),
        publication('message.updated', { sessionID: ID, ...{ info: { id: messageID } } }),
        publication('message.part.updated', { sessionID: ID, ...{ part } }),
      ])
      return never()
    },
    ...more,
  })
  return fixture
}

describe('a message with an id of the caller’s', () => {
  const said = { id: ID, messageID: 'msg_mine', parts: [{ type: 'text' as const, text: 'Hi' }] }

  it('is said once: not at the same time, not later, not when it is in the session', async () => {
    const { handlers, asked, context } = takes('session.promptAsync')
    void handlers['sessions.prompt'](said, context)
    for (const call of [
      handlers['sessions.prompt'](said, context),
      handlers['sessions.command']({ ...said, command: 'init', parts: [] }, context),
      handlers['sessions.shell']({ id: ID, messageID: 'msg_mine', command: 'ls' }, context),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'conflict', details: { stored: 'unknown' } })
    }
    expect(asked('session.promptAsync')).toHaveLength(1)
    const before = takes('session.promptAsync', { 'session.message': () => stored('msg_mine', 1) })
    const again = before.handlers['sessions.prompt'](said, before.context)
    await expect(again).rejects.toMatchObject({ code: 'conflict' })
    expect(before.asked('session.promptAsync')).toEqual([])
  })

  it('can be said again when it was refused', async () => {
    let isRefusing = true
    const { handlers, context } = createHandlersFixture({
      'session.promptAsync': () => (isRefusing ? NOT_THERE : {}),
    })
    const refused = handlers['sessions.prompt'](said, context)
    await expect(refused).rejects.toMatchObject({ code: 'not_found' })
    isRefusing = false
    expect(await handlers['sessions.prompt'](said, context)).toEqual({ messageID: 'msg_mine' })
  })
})

describe('a message for a model', () => {
  const parts = [{ type: 'text' as const, text: 'Hi' }]
  const model = { providerID: 'p', modelID: 'deep/m' }

  it('is sent when the model is there; that is asked for once, and without one nothing', async () => {
    const { handlers, hub, asked, context } = takes('session.promptAsync', {
      'session.promptAsync': () => ({}),
    })
    await handlers['sessions.prompt']({ id: ID, parts }, context)
    expect(asked('config.providers')).toEqual([])
    await handlers['sessions.prompt']({ id: ID, parts, model }, context)
    expect(asked('config.providers')).toEqual([{ directory: '/project' }])
    expect(asked('session.promptAsync')).toMatchObject([{ parts }, { parts, model }])
    await handlers['sessions.prompt']({ id: ID, parts, model }, context)
    expect(asked('config.providers')).toHaveLength(1)
    expect(asked('session.get')).toHaveLength(1)
    // The configuration may be another one.
    hub.publish([publication('server.instance.disposed', {})])
    await handlers['sessions.prompt']({ id: ID, parts, model }, context)
    hub.interrupt()
    await handlers['sessions.prompt']({ id: ID, parts, model }, context)
    expect(asked('config.providers')).toHaveLength(3)
  })

  it('is not sent when it is not: each later run of the session would fail', async () => {
    const { handlers, asked, context } = takes('session.promptAsync')
    const said = { id: ID, parts, model: { providerID: 'no', modelID: 'no' } }
    await expect(handlers['sessions.prompt'](said, context)).rejects.toMatchObject({
      code: 'invalid_input',
      details: [{ path: 'model' }],
    })
    expect(asked('session.promptAsync')).toEqual([])
  })
})

describe('a message for an agent', () => {
  const parts = [{ type: 'text' as const, text: 'Hi' }]

  it('is sent when the agent is there, which is asked for once', async () => {
    const { handlers, asked, context } = takes('session.promptAsync', {
      'session.promptAsync': () => ({}),
    })
    for (const agent of ['main', 'helper', 'main']) {
      await handlers['sessions.prompt']({ id: ID, parts, agent }, context)
    }
    expect(asked('app.agents')).toEqual([{ directory: '/project' }])
    expect(asked('session.promptAsync')).toHaveLength(3)
  })

  it.each([
    ['agent', { parts, agent: 'no' }],
    ['parts.1.name', { parts: [...parts, { type: 'agent' as const, name: 'no' }] }],
  ])('is refused with the names there are when %s is not there', async (path, said) => {
    const { handlers, asked, context } = takes('session.promptAsync')
    await expect(handlers['sessions.prompt']({ id: ID, ...said }, context)).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'There is no agent no. There are: helper, main.',
      details: [{ path }],
    })
    expect(asked('session.promptAsync')).toEqual([])
  })
})

describe('a message to which the engine did not answer', () => {
  const said = { id: ID, parts: [{ type: 'text' as const, text: 'Hi' }] }
  const fails = () => Promise.reject(new Error('socket hang up'))

  it('was sent when it is in the session', async () => {
    const { handlers, context } = createHandlersFixture({
      'session.promptAsync': fails,
      'session.message': () => stored('msg_1', 1),
    })
    await expect(handlers['sessions.prompt'](said, context)).resolves.toHaveProperty('messageID')
  })

  it.each([
    ['is not there', () => NOT_THERE],
    ['cannot be looked for', fails],
  ])('may have been taken when it %s', async (_what, look) => {
    const { handlers, context } = createHandlersFixture({
      'session.promptAsync': fails,
      'session.message': look,
    })
    await expect(handlers['sessions.prompt'](said, context)).rejects.toMatchObject({
      code: 'engine_unavailable',
      message: expect.stringContaining('send it again only if it is not there'),
    })
  })
})

describe('without any model', () => {
  it('a command and a shell call are refused with the remedy', async () => {
    const { handlers, calls, context } = takes('session.command', {
      'config.providers': () => ({ providers: [] }),
    })
    for (const call of [
      handlers['sessions.command']({ id: ID, command: 'init' }, context),
      handlers['sessions.shell']({ id: ID, command: 'ls' }, context),
    ]) {
      await expect(call).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('No provider is connected'),
      })
    }
    expect(calls.map(([name]) => name)).not.toContain('session.shell')
  })
})

describe('a command', () => {
  it('has begun with its message, whose place says where to follow from', async () => {
    const { handlers, asked, context } = takes('session.command')
    const input = { id: ID, command: 'init', model: { providerID: 'p', modelID: 'deep/m' } }
    const { messageID } = await handlers['sessions.command'](input, context)
    expect(context.seq).toBe(1)
    expect(asked('session.command')).toEqual([
      {
        sessionID: ID,
        directory: '/project',
        messageID,
        command: 'init',
        arguments: '',
        model: 'p/deep/m',
      },
    ])
  })

  it('whose words or template name what is outside of the project is not asked for', async () => {
    const directory = tmpdir()
    const { handlers, asked, context } = takes('session.command', {
      'session.get': () => ({ id: ID, directory }),
      'path.get': () => ({ worktree: directory }),
      'command.list': () => [{ name: 'init' }, { name: 'glue', template: 'Look at @$1' }],
    })
    for (const [command, words] of [
      ['init', 'see @../'],
      ['glue', '../'],
    ] as const) {
      const call = handlers['sessions.command']({ id: ID, command, arguments: words }, context)
      await expect(call).rejects.toMatchObject({ details: [{ path: 'arguments' }] })
    }
    expect(asked('session.command')).toEqual([])
  })

  it('goes on when its caller is gone', async () => {
    const { handlers } = takes('session.command')
    const gone = { signal: AbortSignal.abort() }
    const input = { id: ID, command: 'init', messageID: 'msg_mine' }
    expect(await handlers['sessions.command'](input, gone)).toEqual({ messageID: 'msg_mine' })
  })

  it.each([
    ['command', { command: 'nope' }, 'not_found', 'init, review'],
    ['agent', { command: 'init', agent: 'nobody' }, 'invalid_input', 'helper, main'],
    [
      'model',
      { command: 'init', model: { providerID: 'p', modelID: 'toString' } },
      'invalid_input',
      'p/toString',
    ],
  ])('with an unknown %s is not asked for', async (_what, input, code, said) => {
    const { handlers, asked, context } = takes('session.command')
    await expect(handlers['sessions.command']({ id: ID, ...input }, context)).rejects.toMatchObject(
      { code, message: expect.stringContaining(said) },
    )
    expect(asked('session.command')).toEqual([])
  })
})

describe('a shell command', () => {
  it.each([
    ['that is named', { agent: 'helper' }, { agent: 'other' }, 'helper'],
    ['that the session used last', {}, { agent: 'other' }, 'other'],
    ['that the engine begins with', {}, {}, 'main'],
  ])('is of the agent %s', async (_which, input, session, agent) => {
    const { handlers, asked, context } = takes('session.shell', {
      'session.get': () => ({ id: ID, directory: '/project', ...session }),
    })
    await handlers['sessions.shell']({ id: ID, command: 'ls', ...input }, context)
    expect(asked('session.shell')).toMatchObject([{ agent, command: 'ls' }])
  })

  it('needs an agent', async () => {
    const { handlers, context } = takes('session.shell', { 'app.agents': () => [] })
    const call = handlers['sessions.shell']({ id: ID, command: 'ls' }, context)
    await expect(call).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('compacting', () => {
  const messages = () => [stored('msg_1', 1)]
  const used = { providerID: 'p', id: 'm' }
  const session = (model?: object) => () => ({ id: ID, directory: '/project', model })
  const calm = { 'session.status': () => ({}), 'session.messages': messages }

  it.each([
    ['that is named', { providerID: 'p', modelID: 'deep/m' }, 'deep/m'],
    ['that was used last', undefined, 'm'],
  ])('is done by the model %s', async (_which, model, modelID) => {
    const { handlers, asked } = takes('session.summarize', {
      ...calm,
      'session.get': session(used),
    })
    await handlers['sessions.summarize']({ id: ID, model })
    expect(asked('session.summarize')).toMatchObject([{ providerID: 'p', modelID }])
  })

  it('is refused while the session is at work: the engine would drop its run', async () => {
    const { handlers, asked } = takes('session.summarize', {
      ...calm,
      'session.status': () => ({ [ID]: { type: 'busy' } }),
    })
    const call = handlers['sessions.summarize']({ id: ID })
    await expect(call).rejects.toMatchObject({ code: 'conflict' })
    expect(asked('session.summarize')).toEqual([])
  })

  it('is refused when there is nothing, and for a model that is gone', async () => {
    const empty = takes('session.summarize', { ...calm, 'session.messages': () => [] })
    const nothing = empty.handlers['sessions.summarize']({ id: ID })
    await expect(nothing).rejects.toMatchObject({ code: 'conflict' })
    const { handlers, asked } = takes('session.summarize', {
      ...calm,
      'session.get': session({ providerID: 'gone', id: 'm' }),
    })
    await expect(handlers['sessions.summarize']({ id: ID })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect(asked('session.summarize')).toEqual([])
  })
})
