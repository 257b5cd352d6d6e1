import { describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import { decidingAnswer } from './run-answer'

const OURS = 'ours'
const message = (info: object, parts: object[] = []) => ({ info, parts }) as MessageWithParts
const user = (id: string, ...parts: object[]) => message({ id, role: 'user' }, parts)
const text = (words: string) => ({ type: 'text', text: words })
const itself = (words: string) => ({ ...text(words), synthetic: true })
const compaction = (more: object = {}) => ({ type: 'compaction', auto: true, ...more })
const answer = (id: string, parentID: string, more: object = {}) =>
  message({ id, parentID, role: 'assistant', finish: 'stop', time: { completed: 1 }, ...more })
const summary = (id: string, parentID: string, more: object = {}) =>
  answer(id, parentID, { summary: true, ...more })
const TOOLS = { finish: 'tool-calls' }

const decides = (messages: MessageWithParts[], during?: string[]) =>
  decidingAnswer(messages, OURS, during && new Set(during))?.info.id

describe('the message that says how a run ended', () => {
  it('is the last answer to the message that began it', () => {
    const messages = [
      user('earlier', text('a')),
      answer('1', 'earlier'),
      user(OURS, text('b')),
      answer('2', OURS, TOOLS),
      answer('3', OURS),
    ]
    expect(decides(messages)).toBe('3')
    expect(decides(messages.slice(0, 3))).toBeUndefined()
  })

  it('is what came after a compaction in the middle', () => {
    const messages = [
      user(OURS, text('a')),
      answer('1', OURS, TOOLS),
      user('compact', compaction()),
      summary('2', 'compact'),
      user('goOn', itself('Continue if you have next steps')),
      answer('3', 'goOn'),
    ]
    expect(decides(messages)).toBe('3')
    expect(decides(messages, ['compact', 'goOn'])).toBe('3')
  })

  it('is what came after several compactions', () => {
    const round = (n: number) => [
      user(`compact${n}`, compaction()),
      summary(`s${n}`, `compact${n}`),
      user(`goOn${n}`, itself('Continue')),
      answer(`a${n}`, `goOn${n}`, n < 3 ? TOOLS : {}),
    ]
    expect(decides([user(OURS, text('a')), ...round(1), ...round(2), ...round(3)])).toBe('a3')
  })

  it('is the answer to what the engine says again because it did not fit', () => {
    const messages = [
      user('earlier', text('before')),
      answer('0', 'earlier'),
      user(OURS, text('a'), { type: 'file', mime: 'image/png' }),
      answer('1', OURS, { finish: undefined }),
      user('compact', compaction({ overflow: true })),
      summary('2', 'compact'),
      user('again', text('a'), text('[Attached image/png: file]')),
      answer('3', 'again'),
    ]
    expect(decides(messages)).toBe('3')
  })

  it('is what is made of a sub-agent’s answer', () => {
    const messages = [
      user(OURS, { type: 'subtask' }),
      answer('1', OURS, TOOLS),
      user('goOn', itself('Summarize the task tool output above')),
      answer('2', 'goOn'),
    ]
    expect(decides(messages)).toBe('2')
  })

  it('is a summary that failed', () => {
    const messages = (more: object) => [
      user(OURS, text('a')),
      answer('1', OURS, TOOLS),
      user('compact', compaction()),
      summary('2', 'compact', more),
    ]
    expect(decides(messages({ error: { name: 'ContextOverflowError' } }))).toBe('2')
    expect(decides(messages({ time: {} }))).toBe('2')
  })

  it('is the answer from before a compaction that was the end, if it was one', () => {
    const messages = (finish: object) => [
      user(OURS, text('a')),
      answer('1', OURS, finish),
      user('compact', compaction()),
      summary('2', 'compact'),
    ]
    expect(decides(messages({}))).toBe('1')
    expect(decides(messages(TOOLS))).toBeUndefined()
  })
})

describe('not the answer', () => {
  it('is what another prompt led to, compactions and all', () => {
    const messages = [
      user(OURS, text('a')),
      answer('1', OURS),
      user('theirs', text('b')),
      answer('2', 'theirs', TOOLS),
      user('compact', compaction()),
      summary('3', 'compact'),
      user('goOn', itself('Continue')),
      answer('4', 'goOn'),
    ]
    expect(decides(messages)).toBe('1')
  })

  it('is the same words said by a person, when nothing was compacted for want of room', () => {
    const messages = [
      user(OURS, text('a')),
      answer('1', OURS),
      user('compact', compaction()),
      summary('2', 'compact'),
      user('theirs', text('a')),
      answer('3', 'theirs'),
    ]
    expect(decides(messages)).toBe('1')
  })

  it('is what came once the run had ended', () => {
    const messages = [
      user(OURS, text('a')),
      answer('1', OURS),
      user('shell', itself('The following tool was executed by the user')),
      answer('2', 'shell'),
    ]
    expect(decides(messages, [])).toBe('1')
  })
})
