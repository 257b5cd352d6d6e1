import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_DRAFT } from './drafts'
import { assistant, SESSION } from './fixtures'
import { Queue } from './queue'

const draft = (text: string) => ({ ...EMPTY_DRAFT, text })
const texts = (queue: Queue, sessionID = SESSION) =>
  queue.of(sessionID).map((it) => `${it.draft.text}${it.isHeld ? ' (held)' : ''}`)
const idOf = (queue: Queue, text: string) =>
  queue.of(SESSION).find((it) => it.draft.text === text)?.id ?? ''

function queueOf(...messages: string[]) {
  const queue = new Queue()
  for (const text of messages) queue.add(SESSION, draft(text))
  return queue
}

const ABORTED = { name: 'MessageAbortedError' as const, data: { message: '' } }

describe('what is queued', () => {
  it('keeps its order, and its place in it when another one goes', () => {
    const queue = queueOf('a', 'b', 'c')
    queue.remove(SESSION, idOf(queue, 'b'))
    expect(texts(queue)).toEqual(['a', 'c'])
    queue.putFirst(SESSION, idOf(queue, 'c'))
    expect(texts(queue)).toEqual(['c', 'a'])
  })

  it('waits for the person once the run failed, and what is put first goes all the same', () => {
    const queue = queueOf('a', 'b')
    queue.noteFailed(SESSION, false)
    expect(texts(queue)).toEqual(['a (held)', 'b (held)'])
    expect(queue.hasWaiting(SESSION)).toBe(false)
    queue.putFirst(SESSION, idOf(queue, 'b'))
    expect(texts(queue)).toEqual(['b', 'a (held)'])
  })

  it('goes on after a run that was stopped for it, and only for that one', () => {
    const queue = queueOf('a', 'b')
    queue.noteCutShort(SESSION)
    queue.noteFailed(SESSION, true)
    expect(texts(queue)).toEqual(['a', 'b'])
    queue.noteBusy(SESSION)
    queue.noteFailed(SESSION, true)
    expect(texts(queue)).toEqual(['a (held)', 'b (held)'])
  })

  it('does not follow an answer of which it is not said how it ended', () => {
    const queue = queueOf('a')
    queue.noteAnswer(SESSION, assistant('msg_2'))
    expect(queue.isSettled(SESSION)).toBe(false)
    queue.noteAnswer(SESSION, assistant('msg_2', { time: { created: 1, completed: 2 } }))
    expect(queue.isSettled(SESSION)).toBe(true)
    queue.noteAnswer(SESSION, assistant('msg_3'))
    queue.noteAnswer(SESSION, assistant('msg_3', { error: ABORTED }))
    expect(queue.isSettled(SESSION)).toBe(true)
    expect(texts(queue)).toEqual(['a (held)'])
  })

  it('does not follow a message whose run has not begun', () => {
    const queue = queueOf('a')
    queue.noteSent(SESSION)
    expect(queue.isSettled(SESSION)).toBe(false)
    queue.noteBusy(SESSION)
    expect(queue.isSettled(SESSION)).toBe(true)
  })

  it('waits for the person where nobody saw how the run ended', () => {
    const queue = queueOf('a')
    queue.add('ses_2', draft('b'))
    queue.noteGap((sessionID) => sessionID === 'ses_2')
    expect(texts(queue)).toEqual(['a (held)'])
    expect(texts(queue, 'ses_2')).toEqual(['b'])
  })

  it('comes back at its place when it could not be sent', () => {
    const queue = queueOf('a', 'b')
    const [first] = queue.of(SESSION)
    if (!first) throw new Error('nothing is queued')
    queue.remove(SESSION, first.id)
    queue.putBack(SESSION, first.draft)
    expect(texts(queue)).toEqual(['a (held)', 'b (held)'])
  })

  it('never loses or doubles anything, whatever happens', () => {
    const step = fc.constantFrom('add', 'take', 'back', 'first', 'fail', 'gap', 'hold')
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const queue = new Queue()
        const there = new Set<string>()
        let out: string | undefined
        steps.forEach((what, index) => {
          const [head] = queue.of(SESSION)
          if (what === 'add') {
            queue.add(SESSION, draft(`m${index}`))
            there.add(`m${index}`)
          } else if (what === 'take' && head && out === undefined) {
            queue.remove(SESSION, head.id)
            there.delete(head.draft.text)
            out = head.draft.text
          } else if (what === 'back' && out !== undefined) {
            queue.putBack(SESSION, draft(out))
            there.add(out)
            out = undefined
          } else if (what === 'first') queue.putFirst(SESSION, queue.of(SESSION).at(-1)?.id ?? '')
          else if (what === 'fail') queue.noteFailed(SESSION, false)
          else if (what === 'gap') queue.noteGap(() => false)
          else if (what === 'hold') queue.hold(SESSION)
          const now = queue.of(SESSION).map((it) => it.draft.text)
          expect(now).toHaveLength(there.size)
          expect(new Set(now)).toEqual(there)
        })
      }),
    )
  })
})
