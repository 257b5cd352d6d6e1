import { describe, expect, it, vi } from 'vitest'
import type { Session } from '../../shared/engine-types'
import { refuse, setUp } from './actions-fixture'
import { assistant, filesOutcome, SESSION, session, text, user, withParts } from './fixtures'
import { lastPrompt, shownMessages } from './revert'

const MESSAGES = [
  withParts(user('msg_1'), text('prt_1', 'msg_1', 'one', 2)),
  withParts(assistant('msg_2'), text('prt_2', 'msg_2', 'answer', 2)),
  withParts(user('msg_3'), text('prt_3', 'msg_3', 'two', 2)),
  withParts(assistant('msg_4'), text('prt_4', 'msg_4', 'answer', 2)),
]
const withRevert = (messageID: string): Session =>
  session(SESSION, 2, { revert: { messageID, snapshot: 'abc', diff: '' } })

async function opened(handlers: Parameters<typeof setUp>[0] = {}) {
  const rig = setUp({ 'sessions.messages': () => MESSAGES, ...handlers })
  rig.hello()
  rig.actions.open(SESSION)
  await vi.waitFor(() => expect(rig.store.transcripts.get(SESSION)?.order).toHaveLength(4))
  await vi.waitFor(() => expect(rig.store.list.phase).toBe('ready'))
  const notices = () => rig.store.notices.all.map((it) => it.text)
  const draft = () => rig.store.outbox.draft(SESSION)
  return { ...rig, notices, draft }
}

describe('undo and redo', () => {
  const engine = {
    'sessions.revert': ({ messageID }: { messageID: string }) => ({
      ...withRevert(messageID),
      files: filesOutcome(),
    }),
    'sessions.unrevert': () => ({ ...session(SESSION, 3), files: filesOutcome() }),
  }

  it('hides the message and all after it, and gives its words back', async () => {
    const { actions, store, draft } = await opened(engine)
    await actions.undoTo(SESSION, 'msg_3')
    expect(shownMessages(store, SESSION)).toEqual(['msg_1', 'msg_2'])
    expect(shownMessages(store, SESSION)).toBe(shownMessages(store, SESSION))
    expect(lastPrompt(store, SESSION)).toBe('msg_1')
    expect(draft()).toBe('two')
  })

  it('replaces words that came back and were left alone, but never words of one’s own', async () => {
    const { actions, draft } = await opened(engine)
    await actions.undoTo(SESSION, 'msg_3')
    await actions.undoTo(SESSION, 'msg_1')
    expect(draft()).toBe('one')
    actions.setDraft('one and a half')
    await actions.redo(SESSION)
    expect(draft()).toBe('one and a half')
    await actions.undoTo(SESSION, 'msg_3')
    expect(draft()).toBe('two\n\none and a half')
  })

  it('gives its files back, and takes them back with redo unless something was changed', async () => {
    const url = 'data:image/png;base64,aGkh'
    const picture = { id: 'prt_9', sessionID: SESSION, messageID: 'msg_3', type: 'file' } as const
    const messages = MESSAGES.map((it) =>
      it.info.id === 'msg_3'
        ? { ...it, parts: [...it.parts, { ...picture, mime: 'image/png', url, filename: 'a.png' }] }
        : it,
    )
    const { actions, store } = await opened({ ...engine, 'sessions.messages': () => messages })
    const attached = () => store.outbox.drafts.get(SESSION).attachments.map(({ name }) => name)
    await actions.undoTo(SESSION, 'msg_3')
    expect(attached()).toEqual(['a.png'])
    await actions.redo(SESSION)
    expect(attached()).toEqual([])
    await actions.undoTo(SESSION, 'msg_3')
    actions.setDraft('See there')
    await actions.redo(SESSION)
    expect(attached()).toEqual(['a.png'])
  })

  it('takes the words back with redo', async () => {
    const { actions, store, draft } = await opened(engine)
    await actions.undoTo(SESSION, 'msg_3')
    await actions.redo(SESSION)
    expect(draft()).toBe('')
    expect(shownMessages(store, SESSION)).toHaveLength(4)
  })

  it('stops a run first', async () => {
    const { actions, store, calls } = await opened(engine)
    store.write(() => store.list.setStatus(SESSION, { type: 'busy' }))
    await actions.undoTo(SESSION, 'msg_3')
    expect(calls.slice(-2).map(([name]) => name)).toEqual(['sessions.abort', 'sessions.revert'])
  })

  it('says why not, and changes nothing', async () => {
    const { actions, store, draft, notices } = await opened({
      'sessions.revert': () => refuse('It is busy.', 'conflict'),
    })
    actions.setDraft('mine')
    await actions.undoTo(SESSION, 'msg_3')
    expect(draft()).toBe('mine')
    expect(shownMessages(store, SESSION)).toHaveLength(4)
    expect(notices()).toEqual(['The message was not undone. It is busy.'])
    expect(store.workbench.workOn(SESSION)).toBeUndefined()
  })

  it('is asked for once at a time', async () => {
    const { actions, seen } = await opened(engine)
    await Promise.all([actions.undoTo(SESSION, 'msg_3'), actions.undoTo(SESSION, 'msg_1')])
    expect(seen('sessions.revert')).toHaveLength(1)
  })
})

describe('renaming', () => {
  it('keeps what was written when the engine refuses', async () => {
    const { actions, store } = await opened({ 'sessions.update': () => refuse('No.') })
    actions.openForm('rename', SESSION)
    actions.writeTitle(SESSION, 'A better name')
    expect(await actions.rename(SESSION, 'A better name')).toBe(false)
    expect(store.workbench.form).toMatchObject({
      text: 'A better name',
      failure: 'Not renamed. No.',
      place: 'header',
    })
  })

  it('closes the form when it is done', async () => {
    const { actions, store } = await opened({
      'sessions.update': () => session(SESSION, 5, { title: 'New' }),
    })
    actions.openForm('rename', SESSION)
    expect(await actions.rename(SESSION, 'New')).toBe(true)
    expect(store.workbench.form).toBeUndefined()
    expect(store.list.get(SESSION)?.title).toBe('New')
  })
})

describe('forking', () => {
  it('opens the copy, with the words of the message that it was made from', async () => {
    const { actions, store, seen } = await opened({ 'sessions.fork': () => session('ses_f', 9) })
    await actions.fork(SESSION, 'msg_3')
    expect(seen('sessions.fork')[0]?.[1]).toEqual({ id: SESSION, messageID: 'msg_3' })
    expect(store.openID).toBe('ses_f')
    expect(store.outbox.draft('ses_f')).toBe('two')
  })

  it('leaves out what is undone', async () => {
    const { actions, store, seen } = await opened({ 'sessions.fork': () => session('ses_f', 9) })
    store.write(() => store.list.put(withRevert('msg_3')))
    await actions.fork(SESSION)
    expect(seen('sessions.fork')[0]?.[1]).toEqual({ id: SESSION, messageID: 'msg_3' })
    expect(store.outbox.draft('ses_f')).toBe('')
  })
})

describe('sharing', () => {
  const shared = session(SESSION, 5, { share: { url: 'https://x/1' } })

  it('copies the link and keeps it', async () => {
    const { actions, store, clipboard } = await opened({ 'sessions.share': () => shared })
    actions.openForm('share', SESSION)
    await actions.share(SESSION)
    expect(clipboard).toEqual(['https://x/1'])
    expect(store.workbench.form?.isCopied).toBe(true)
    expect(store.links.linkOf(store.list.get(SESSION))).toBe('https://x/1')
  })

  it('knows that a link was taken back, though the engine goes on naming it', async () => {
    const { actions, store } = await opened({
      'sessions.share': () => shared,
      'sessions.unshare': () => shared,
    })
    await actions.share(SESSION)
    await actions.unshare(SESSION)
    expect(store.links.linkOf(store.list.get(SESSION))).toBeUndefined()
    await actions.share(SESSION)
    expect(store.links.linkOf(store.list.get(SESSION))).toBe('https://x/1')
  })

  it('says in the form why it did not work', async () => {
    const { actions, store } = await opened({ 'sessions.share': () => refuse('No network.') })
    actions.openForm('share', SESSION)
    await actions.share(SESSION)
    expect(store.workbench.form?.failure).toBe('No network.')
  })
})

describe('exporting', () => {
  it('fetches every page, and leaves out what is undone', async () => {
    const all = Array.from({ length: 250 }, (_, index) => {
      const id = `msg_${999 - index}`
      return withParts(user(id), text(`prt_${id}`, id, `Number ${index}.`, 2))
    })
    let isOpen = false
    const { actions, files } = await opened({
      'sessions.get': () => withRevert('msg_750'),
      'sessions.messages': ({ limit = 100, before }: { limit?: number; before?: string }) => {
        const end = before === undefined ? all.length : all.findIndex((it) => it.info.id === before)
        return isOpen ? all.slice(Math.max(0, end - limit), end) : MESSAGES
      },
    })
    isOpen = true
    await actions.exportSession(SESSION, 'file')
    expect(files[0]?.name).toBe('Title of ses_1.md')
    const numbers = files[0]?.text.match(/^Number \d+\.$/gm)
    expect(numbers).toEqual(Array.from({ length: 249 }, (_, index) => `Number ${index}.`))
  })

  it('says when a page could not be fetched, and saves nothing', async () => {
    const { actions, files, notices } = await opened({
      'sessions.get': () => refuse('Gone.', 'not_found'),
    })
    await actions.exportSession(SESSION, 'file')
    expect(files).toEqual([])
    expect(notices()).toEqual(['The session was not exported. Gone.'])
  })
})

describe('compacting', () => {
  it('is refused in words when nothing was said since the last time', async () => {
    const summary = assistant('msg_6', { summary: true, time: { created: 1, completed: 2 } })
    const { actions, store, seen } = await opened({
      'sessions.messages': () => [...MESSAGES.slice(0, 3), withParts(summary)],
    })
    await actions.compact(SESSION)
    expect(seen('sessions.summarize')).toEqual([])
    expect(store.remarks.all[0]?.text).toContain('Nothing to compact')
  })

  it('is refused in words while something is undone', async () => {
    const { actions, store, seen, notices } = await opened()
    store.write(() => store.list.put(withRevert('msg_3')))
    await actions.compact(SESSION)
    expect(seen('sessions.summarize')).toEqual([])
    expect(notices()[0]).toContain('Redo that or send a message first.')
  })
})
