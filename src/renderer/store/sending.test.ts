import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../shared/errors'
import { refuse, setUp } from './actions-fixture'
import { envelope, messageUpdated, partUpdated, SESSION, session, text, user } from './fixtures'

describe('sending', () => {
  const prompts = (answer: () => unknown) => ({ 'sessions.prompt': answer })

  it('shows the message at once, until the stream has it', async () => {
    const { hello, store, actions } = setUp(prompts(() => ({ messageID: 'msg_y1' })))
    hello()
    actions.open(SESSION)
    await vi.waitFor(() => expect(store.transcripts.get(SESSION)?.phase).toBe('ready'))
    actions.setDraft('  Fix the test ')
    const sent = actions.send()
    expect(store.outbox.draft(SESSION)).toBe('')
    expect(store.outbox.pending(SESSION)?.text).toBe('Fix the test')
    await sent
    expect(store.outbox.pending(SESSION)?.messageID).toBe('msg_y1')

    const part = partUpdated(text('prt_y1', 'msg_y1', 'Fix the test', 2))
    const events = [messageUpdated(user('msg_y1')), part]
    store.batch(1, events.map(envelope), () => undefined)
    expect(store.outbox.pending(SESSION)).toBeUndefined()
  })

  it('counts as busy from the answer until the engine says what the session does', async () => {
    const { hello, store, actions } = setUp(prompts(() => ({ messageID: 'msg_y1' })))
    hello()
    actions.open(SESSION)
    actions.setDraft('Hello')
    await actions.send()
    expect(store.isBusy(SESSION)).toBe(true)
    const properties = { sessionID: SESSION, status: { type: 'idle' } }
    store.batch(1, [envelope({ type: 'session.status', properties })], () => undefined)
    expect(store.isBusy(SESSION)).toBe(false)
  })

  it('is not busy for a run that ended before the answer came', async () => {
    const { hello, store, actions } = setUp(
      prompts(() => {
        const idle = { type: 'session.idle', properties: { sessionID: SESSION } }
        store.batch(1, [envelope(idle)], () => undefined)
        return { messageID: 'msg_y1' }
      }),
    )
    hello()
    actions.open(SESSION)
    actions.setDraft('Hello')
    await actions.send()
    expect(store.isBusy(SESSION)).toBe(false)
  })

  it('is not busy for a run that was stopped before it began', async () => {
    const { hello, store, actions } = setUp({
      ...prompts(() => ({ messageID: 'msg_y1' })),
      'sessions.abort': () => ({ aborted: false }),
    })
    hello()
    actions.open(SESSION)
    actions.setDraft('Hello')
    await actions.send()
    await actions.stop()
    expect(store.isBusy(SESSION)).toBe(false)
  })

  it('puts the text back when it failed, before what was written since, and says why', async () => {
    const { hello, store, actions } = setUp(prompts(() => refuse('It did not answer.')))
    hello()
    actions.open(SESSION)
    actions.setDraft('First')
    const sent = actions.send()
    actions.setDraft('Second')
    await sent
    expect(store.outbox.draft(SESSION)).toBe('First\n\nSecond')
    expect(store.outbox.pending(SESSION)).toBeUndefined()
    expect(store.notices.all.map((it) => it.text)).toEqual([
      'The message was not sent. It did not answer.',
    ])
  })

  it.each([
    [
      new AppError('engine_timeout', 'Not known.', { details: { stored: 'unknown' } }),
      /^Not known\.$/,
    ],
    [new AppError('internal', 'Nobody answers.'), /^It is not known.*Nobody answers\.$/],
  ])('does not say that it was not sent when that is not known: %s', async (error, said) => {
    const { hello, store, actions } = setUp(prompts(() => Promise.reject(error)))
    hello()
    actions.open(SESSION)
    actions.setDraft('First')
    await actions.send()
    expect(store.outbox.draft(SESSION)).toBe('First')
    expect(store.notices.all.map((it) => it.text)).toEqual([expect.stringMatching(said)])
  })

  it('creates a session first when none is open', async () => {
    const { hello, store, actions, calls } = setUp({
      'sessions.create': () => session('ses_new', 9),
      ...prompts(() => ({ messageID: 'msg_y1' })),
    })
    hello()
    actions.setDraft('Hello')
    await actions.send()
    expect(store.openID).toBe('ses_new')
    expect(calls.at(-1)).toEqual([
      'sessions.prompt',
      { id: 'ses_new', parts: [{ type: 'text', text: 'Hello' }] },
    ])
    expect(store.list.get('ses_new')).toBeDefined()
  })

  it('keeps the text when no session could be created', async () => {
    const { hello, store, actions } = setUp({ 'sessions.create': () => refuse('Disk full.') })
    hello()
    actions.setDraft('Hello')
    await actions.send()
    expect(store.outbox.draft('')).toBe('Hello')
    expect(store.notices.all.map((it) => it.text)).toEqual(['No session was created. Disk full.'])
  })

  it('sends nothing without a text', async () => {
    const { hello, actions, seen } = setUp()
    hello()
    actions.open(SESSION)
    actions.setDraft('   ')
    await actions.send()
    expect(seen('sessions.prompt')).toEqual([])
  })

  it('keeps a draft for each session', () => {
    const { hello, store, actions } = setUp()
    hello()
    actions.open('ses_1')
    actions.setDraft('one')
    actions.open('ses_2')
    actions.setDraft('two')
    expect([store.outbox.draft('ses_1'), store.outbox.draft('ses_2')]).toEqual(['one', 'two'])
  })
})
