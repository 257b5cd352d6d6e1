import { describe, expect, it, vi } from 'vitest'
import { refuse, setUp } from './actions-fixture'
import { assistant, envelope, messageUpdated, SESSION, session } from './fixtures'

const taken = () => ({ messageID: 'msg_y1' })
const events = ({ store }: ReturnType<typeof setUp>) => {
  let seq = 0
  const tell = (payload: { type: string; properties: unknown }) => {
    seq += 1
    store.batch(seq, [envelope(payload)], () => undefined)
  }
  const status = (type: string) =>
    tell({ type: 'session.status', properties: { sessionID: SESSION, status: { type } } })
  const answer = (more: object) => tell(messageUpdated(assistant('msg_x2', more)))
  return { tell, busy: () => status('busy'), idle: () => status('idle'), answer }
}

/** A page in which the agent works in the open session. */
function working(handlers: Parameters<typeof setUp>[0] = {}) {
  const page = setUp({ 'sessions.prompt': taken, ...handlers })
  page.hello()
  page.actions.open(SESSION)
  const engine = events(page)
  engine.busy()
  const queued = () =>
    page.store.outbox.queue.of(SESSION).map((it) => it.draft.text + (it.isHeld ? ' (held)' : ''))
  const sent = () =>
    page
      .seen('sessions.prompt')
      .map(([, input]) => (input as { parts: { text: string }[] }).parts[0]?.text)
  const write = async (text: string) => {
    page.actions.setDraft(text)
    await page.actions.send()
  }
  return { ...page, ...engine, queued, sent, write }
}

describe('what is sent while the agent works', () => {
  it('waits, and goes in order, each when the run before has ended', async () => {
    const { write, queued, sent, idle, busy, answer, store } = working()
    await write('one')
    await write('two')
    expect(queued()).toEqual(['one', 'two'])
    expect(store.outbox.draft(SESSION)).toBe('')
    answer({})
    idle()
    // A stopped run is idle, too, before it says that it was stopped.
    expect(sent()).toEqual([])
    answer({ time: { created: 1, completed: 2 } })
    expect(sent()).toEqual(['one'])
    await vi.waitFor(() => expect(store.isBusy(SESSION)).toBe(true))
    // The end of the run before is told twice.
    idle()
    expect(sent()).toEqual(['one'])
    busy()
    idle()
    expect(sent()).toEqual(['one', 'two'])
    expect(queued()).toEqual([])
  })

  it('waits for the person when the run failed, or the person stopped it', async () => {
    const failed = working()
    await failed.write('one')
    failed.tell({
      type: 'session.error',
      properties: { sessionID: SESSION, error: { name: 'UnknownError', data: { message: 'x' } } },
    })
    failed.idle()
    expect(failed.queued()).toEqual(['one (held)'])

    const stopped = working({ 'sessions.abort': () => ({ aborted: true }) })
    await stopped.write('one')
    await stopped.actions.stop()
    stopped.idle()
    expect(stopped.sent()).toEqual([])
    const [held] = stopped.store.outbox.queue.of(SESSION)
    await stopped.actions.sendQueued(held?.id ?? '')
    expect(stopped.sent()).toEqual(['one'])
  })

  it('goes at once when the person says so: the run is stopped for it', async () => {
    const { actions, store, write, sent, idle, answer, seen, queued } = working({
      'sessions.abort': () => ({ aborted: true }),
    })
    await write('one')
    await write('two')
    answer({})
    await actions.sendQueued(store.outbox.queue.of(SESSION)[1]?.id ?? '')
    expect(seen('sessions.abort')).toHaveLength(1)
    idle()
    answer({ error: { name: 'MessageAbortedError', data: { message: '' } } })
    expect(sent()).toEqual(['two'])
    expect(queued()).toEqual(['one'])
  })

  it('is given back to be edited, before what was written since', async () => {
    const { actions, store, write, queued } = working()
    await write('one')
    actions.setDraft('since')
    actions.editQueued(store.outbox.queue.of(SESSION)[0]?.id ?? '')
    expect(store.outbox.draft(SESSION)).toBe('one\n\nsince')
    expect(queued()).toEqual([])
  })

  it('stays when the engine does not take it, and so does what comes after it', async () => {
    const { write, queued, idle, store } = working({ 'sessions.prompt': () => refuse('Full.') })
    await write('one')
    await write('two')
    idle()
    await vi.waitFor(() => expect(queued()).toEqual(['one (held)', 'two (held)']))
    expect(store.notices.all.map((it) => it.text)).toEqual(['The message was not sent. Full.'])
  })

  it('waits for the person when the engine went, and with it the run', async () => {
    const { write, queued, tell, hello } = working()
    await write('one')
    tell({
      type: 'wheelhouse.engine.status',
      properties: { running: false, state: 'restarting', since: 2, restarts: 1 },
    })
    hello()
    expect(queued()).toEqual(['one (held)'])
  })
})

describe('what is sent', () => {
  it('is a command when there is one of that name, and runs in the shell after !', async () => {
    const { actions, store, hello, seen } = setUp({
      'providers.list': () => ({ providers: [], defaults: {} }),
      'agents.list': () => [],
      'commands.list': () => [{ name: 'review', hints: [], template: '' }],
      'sessions.command': taken,
      'sessions.shell': taken,
    })
    hello()
    actions.open(SESSION)
    actions.setDraft('/review HEAD')
    await actions.send()
    expect(seen('sessions.command')[0]?.[1]).toEqual({
      id: SESSION,
      command: 'review',
      arguments: 'HEAD',
    })
    store.write(() => store.list.setStatus(SESSION, { type: 'idle' }))
    store.write(() => store.outbox.queue.noteBusy(SESSION))
    actions.changeDraft({ text: 'ls -l', isShell: true })
    await actions.send()
    expect(seen('sessions.shell')[0]?.[1]).toEqual({ id: SESSION, command: 'ls -l' })
  })

  it('comes back when it is not known whether it is a command', async () => {
    const { actions, store, hello, seen } = setUp({ 'commands.list': () => refuse('No answer.') })
    hello()
    actions.open(SESSION)
    actions.setDraft('/review HEAD')
    await actions.send()
    expect(seen('sessions.prompt')).toEqual([])
    expect(store.outbox.draft(SESSION)).toBe('/review HEAD')
    expect(store.notices.all[0]?.text).toContain('not known whether this is a command')
  })

  it('carries who is to answer', async () => {
    const { actions, hello, seen } = setUp({ 'sessions.prompt': taken })
    hello()
    actions.open(SESSION)
    actions.choose({ agent: 'plan', model: { providerID: 'p', modelID: 'm' } })
    actions.setDraft('Hello')
    await actions.send()
    expect(seen('sessions.prompt')[0]?.[1]).toMatchObject({
      agent: 'plan',
      model: { providerID: 'p', modelID: 'm' },
    })
  })

  it('comes back with all that went along when it failed', async () => {
    const { actions, store, hello } = setUp({
      'sessions.create': () => session('ses_new', 9),
      'sessions.prompt': () => refuse('Full.'),
    })
    hello()
    await actions.attach([new File(['hi'], 'a.txt')])
    actions.mention('see @b.ts', { kind: 'file', value: '@b.ts', path: 'b.ts' })
    const before = store.outbox.drafts.get('')
    expect(before.attachments).toHaveLength(1)
    await actions.send()
    expect(store.outbox.drafts.get('ses_new')).toEqual(before)
  })
})

describe('Escape', () => {
  it('stops at the second time within two seconds', () => {
    const page = setUp({ 'sessions.abort': () => ({ aborted: true }) })
    const { actions, store, seen, clock } = page
    page.hello()
    actions.open(SESSION)
    actions.stopAtSecond()
    expect(store.stopArmed).toBeUndefined()
    events(page).busy()
    actions.stopAtSecond()
    expect(store.stopArmed).toBe(SESSION)
    clock.tick(1_999)
    expect(store.stopArmed).toBe(SESSION)
    clock.tick(1)
    expect(store.stopArmed).toBeUndefined()
    actions.stopAtSecond()
    actions.stopAtSecond()
    expect(seen('sessions.abort')).toHaveLength(1)
    expect(store.stopArmed).toBeUndefined()
  })
})
