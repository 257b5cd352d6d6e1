import { describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors'
import type { UndoRefusal } from '../../shared/undo-operations'
import { setUp } from './actions-fixture'
import { filesOutcome, SESSION, session } from './fixtures'

const reverted = session(SESSION, 2, { revert: { messageID: 'msg_1', snapshot: 'abc' } })
const refusal: UndoRefusal = { reason: 'changed', files: ['a.txt'], count: 1, canForce: true }

function refusing(details: UndoRefusal, name: 'sessions.revert' | 'sessions.unrevert') {
  const rig = setUp({
    [name]: ({ force }: { force?: boolean }) => {
      if (!force) throw new AppError('conflict', 'Nothing was redone.', { details })
      return { ...reverted, files: filesOutcome({ replaced: ['a.txt'] }) }
    },
  })
  rig.hello()
  const notices = () => rig.store.notices.all.map(({ text }) => text)
  return { ...rig, notices }
}

describe('an undo or redo that is refused', () => {
  it('becomes a question, and is done when a person insists', async () => {
    const { actions, store, seen, notices } = refusing(refusal, 'sessions.unrevert')
    await actions.redo(SESSION)
    expect(store.undo.question).toMatchObject({ text: 'Nothing was redone.', refusal })
    expect(notices()).toEqual([])
    await actions.insist()
    expect(store.undo.question).toBeUndefined()
    expect(seen('sessions.unrevert').map(([, input]) => input)).toEqual([
      { id: SESSION },
      { id: SESSION, force: true },
    ])
    expect(store.remarks.all.map(({ text }) => text)).toEqual([
      'Redone. “a.txt” was replaced, and what was there is kept.',
    ])
  })

  it('insists on the message that was to be undone to', async () => {
    const { actions, seen } = refusing({ ...refusal, reason: 'gone' }, 'sessions.revert')
    await actions.undoTo(SESSION, 'msg_1')
    await actions.insist()
    expect(seen('sessions.revert').at(-1)?.[1]).toEqual({
      id: SESSION,
      messageID: 'msg_1',
      force: true,
    })
  })

  it('is a notice when nobody may insist', async () => {
    const blocked: UndoRefusal = { ...refusal, reason: 'blocked', canForce: false }
    const { actions, store, notices } = refusing(blocked, 'sessions.unrevert')
    await actions.redo(SESSION)
    expect(store.undo.question).toBeUndefined()
    expect(notices()).toEqual(['What was undone was not brought back. Nothing was redone.'])
  })

  it('is left alone with Cancel', async () => {
    const { actions, store, seen } = refusing(refusal, 'sessions.unrevert')
    await actions.redo(SESSION)
    actions.closeQuestion()
    await actions.insist()
    expect(store.undo.question).toBeUndefined()
    expect(seen('sessions.unrevert')).toHaveLength(1)
  })
})

describe('files that undo could not put back', () => {
  it('are named in a notice', async () => {
    const notRestored = ['a', 'b', 'c', 'd'].map((path) => ({ path, reason: 'may not be written' }))
    const { actions, store, hello } = setUp({
      'sessions.revert': () => ({ ...reverted, files: filesOutcome({ notRestored }) }),
    })
    hello()
    await actions.undoTo(SESSION, 'msg_1')
    const [notice] = store.notices.all
    expect(notice?.text).toContain('“a”, “b”, “c” and 1 more may not be written')
    expect(store.list.get(SESSION)).not.toHaveProperty('files')
  })
})

describe('what undo and redo replaced', () => {
  const copy = {
    id: 'c1',
    cause: 'undo' as const,
    time: 1,
    worktree: '/p',
    folder: '/kept',
    files: ['a'],
    count: 1,
  }

  it('is listed and put back', async () => {
    const { actions, store, hello, seen } = setUp({
      'sessions.copies': () => [copy],
      'sessions.restoreCopy': () => filesOutcome({ restored: ['a'] }),
    })
    hello()
    await actions.showKept(SESSION)
    expect(store.undo.view).toMatchObject({ copies: [copy], failure: '' })
    await actions.putBack(SESSION, 'c1')
    expect(seen('sessions.restoreCopy')[0]?.[1]).toEqual({ id: SESSION, copyID: 'c1' })
    expect(store.undo.view).toMatchObject({ done: 'Put back 1 file.', isWorking: false })
    actions.closeKept()
    expect(store.undo.view).toBeUndefined()
  })

  it('says what could not be fetched or put back', async () => {
    const { actions, store, hello } = setUp({
      'sessions.copies': () => [copy],
      'sessions.restoreCopy': () =>
        filesOutcome({ notRestored: [{ path: 'a', reason: 'is a folder now' }] }),
    })
    hello()
    await actions.showKept(SESSION)
    await actions.putBack(SESSION, 'c1')
    expect(store.undo.view?.failure).toBe('Not put back: “a” is a folder now.')
  })
})
