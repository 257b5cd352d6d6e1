import { describe, expect, it } from 'vitest'
import { refuse, setUp } from './actions-fixture'
import { envelope, permission, projection, question, SESSION } from './fixtures'
import { choose, NO_ANSWER } from './replies'

type Handlers = Parameters<typeof setUp>[0]

const waiting = (handlers: Handlers = {}) => {
  const it = setUp(handlers)
  it.store.hello({
    kind: 'hello',
    epoch: 'a',
    seq: 0,
    projection: projection({
      permissions: [permission('per_1'), permission('per_2')],
      questions: [question('que_3')],
    }),
  })
  it.actions.open(SESSION)
  const ids = () => it.store.asks.asksFor(SESSION).map(({ request }) => request.id)
  return { ...it, ids }
}
const taken = () => undefined

describe('a permission', () => {
  it.each(['once', 'always', 'reject'] as const)('is answered %s', async (reply) => {
    const { actions, seen, ids } = waiting({ 'permissions.reply': taken })
    await actions.permit('per_1', reply)
    expect(seen('permissions.reply')).toEqual([['permissions.reply', { id: 'per_1', reply }]])
    expect(ids()).toEqual(['per_2', 'que_3'])
  })

  it('is rejected with the reason that was written, and allowed without', async () => {
    const { store, actions, seen } = waiting({ 'permissions.reply': taken })
    for (const id of ['per_1', 'per_2']) {
      store.write(() => store.replies.change(id, { reason: ' use make ' }))
    }
    await actions.permit('per_1', 'reject')
    await actions.permit('per_2', 'once')
    expect(seen('permissions.reply').map(([, input]) => input)).toEqual([
      { id: 'per_1', reply: 'reject', message: 'use make' },
      { id: 'per_2', reply: 'once' },
    ])
  })

  it('is rejected without a reason when the field was left empty', async () => {
    const { store, actions, seen } = waiting({ 'permissions.reply': taken })
    store.write(() => store.replies.change('per_1', { reason: '  ' }))
    await actions.permit('per_1', 'reject')
    expect(seen('permissions.reply')[0]?.[1]).toEqual({ id: 'per_1', reply: 'reject' })
  })

  it('is sent once, however often it is pressed', async () => {
    let settle: () => void = () => undefined
    const { store, actions, seen, ids } = waiting({
      'permissions.reply': () => new Promise<void>((resolve) => (settle = resolve)),
    })
    const first = actions.permit('per_1', 'once')
    await actions.permit('per_1', 'reject')
    expect(store.replies.get('per_1').isSending).toBe(true)
    expect(ids()).toContain('per_1')
    settle()
    await first
    await actions.permit('per_1', 'once')
    expect(seen('permissions.reply')).toHaveLength(1)
    expect(ids()).not.toContain('per_1')
  })

  it('that was answered elsewhere goes away without a word', async () => {
    const { store, actions, ids } = waiting({
      'permissions.reply': () => refuse('Nothing waits for per_1', 'not_found'),
    })
    await actions.permit('per_1', 'once')
    expect(ids()).not.toContain('per_1')
    expect(store.notices.all).toEqual([])
  })

  it('stays, and the reason with it, when the answer could not be sent', async () => {
    const { store, actions, ids } = waiting({
      'permissions.reply': () => refuse('The engine does not run.', 'engine_unavailable'),
    })
    store.write(() => store.replies.change('per_1', { reason: 'why' }))
    await actions.permit('per_1', 'reject')
    expect(ids()).toContain('per_1')
    expect(store.replies.get('per_1')).toMatchObject({ reason: 'why', isSending: false })
    expect(store.notices.all).toMatchObject([
      { text: 'Your answer was not sent. The engine does not run.', sessionID: SESSION },
    ])
  })

  it('is forgotten with its reply when an event says that it was answered', () => {
    const { store } = waiting()
    store.write(() => store.replies.change('per_1', { reason: 'why' }))
    const replied = envelope({
      type: 'permission.replied',
      properties: { sessionID: SESSION, requestID: 'per_1', reply: 'once' },
    })
    store.batch(1, [replied], () => undefined)
    expect(store.replies.get('per_1').reason).toBeUndefined()
  })
})

describe('a question', () => {
  it('is answered with what was chosen, and not before', async () => {
    const { store, actions, seen, ids } = waiting({ 'questions.reply': taken })
    const ask = store.asks.asksFor(SESSION).find((it) => it.kind === 'question')
    if (ask?.kind !== 'question') throw new Error('No question waits')
    const options = [{ label: 'Yes', description: '' }]
    const offered = {
      ...ask,
      request: { ...ask.request, questions: [{ question: 'Go on?', header: '', options }] },
    }
    await actions.answer(offered)
    expect(seen('questions.reply')).toEqual([])
    store.write(() => store.replies.setAnswer('que_3', 0, choose(NO_ANSWER, 'Yes', false)))
    await actions.answer(offered)
    expect(seen('questions.reply')[0]?.[1]).toEqual({ id: 'que_3', answers: [['Yes']] })
    expect(ids()).toEqual(['per_1', 'per_2'])
  })

  it('is declined', async () => {
    const { actions, seen, ids } = waiting({ 'questions.reject': taken })
    await actions.decline('que_3')
    expect(seen('questions.reject')[0]?.[1]).toEqual({ id: 'que_3' })
    expect(ids()).toEqual(['per_1', 'per_2'])
  })
})
