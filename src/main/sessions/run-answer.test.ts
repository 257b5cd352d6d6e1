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

const decides = (messages: MessageWithParts[], heard?: string[]) =>
  decidingAnswer(messages, OURS, heard && new Set(heard))?.info.id

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
    expect(decides(messages, ['1', '2', '3'])).toBe('3')
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

describe('a message that was answered with later ones', () => {
  const three = [user('earlier', text('a')), user(OURS, text('b')), user('later', text('c'))]

  it('has the answer that names the last of them', () => {
    expect(decides([...three, answer('1', 'later')])).toBe('1')
    expect(decides([...three, answer('1', 'later', TOOLS), answer('2', 'later')])).toBe('2')
  })

  it('has none in what names an earlier one, nor in what was not heard', () => {
    expect(decides([...three, answer('1', 'earlier')])).toBeUndefined()
    expect(decides([...three, answer('1', 'later')], [])).toBeUndefined()
  })

  it('has its own when there is one that concludes', () => {
    const [earlier, own, later] = three
    if (!earlier || !own || !later) throw new Error('three are three')
    expect(decides([earlier, own, answer('1', OURS), later, answer('2', 'later')])).toBe('1')
    expect(decides([earlier, own, answer('1', OURS, TOOLS), later, answer('2', 'later')])).toBe('2')
  })

  it('has what came after a compaction of them all', () => {
    const messages = [
      ...three,
      answer('1', 'later', TOOLS),
      user('compact', compaction()),
      summary('2', 'compact'),
      user('goOn', itself('Continue')),
      answer('3', 'goOn'),
    ]
    expect(decides(messages)).toBe('3')
  })

  it('fails with what the answer to them all failed with', () => {
    const failed = answer('1', 'later', { error: { name: 'APIError' }, finish: undefined })
    expect(decides([...three, failed])).toBe('1')
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
    expect(decides(messages, ['1'])).toBe('1')
  })
})
