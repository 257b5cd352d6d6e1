import { describe, expect, it } from 'vitest'
import type { MessageWithParts } from '../../shared/engine-types'
import { promptOf, undoneSteps, writtenByTools } from './undone-steps'

const message = (id: string, role: 'user' | 'assistant', ...parts: object[]) =>
  ({
    info: { id, role },
    parts: parts.map((part, index) => ({ id: `${id}_${index}`, ...part })),
  }) as unknown as MessageWithParts
const start = (snapshot: string) => ({ type: 'step-start', snapshot })
const finish = (snapshot: string) => ({ type: 'step-finish', snapshot })
const patch = (hash: string, ...files: string[]) => ({ type: 'patch', hash, files })

const MESSAGES = [
  // The engine's order, which ids do not have.
  message('msg_9', 'user'),
  message('msg_8', 'assistant', start('A'), finish('B'), patch('A', '/p/a')),
  message('msg_1', 'user'),
  message('msg_2', 'assistant', start('B'), finish('C'), patch('B', '/p/b'), start('C')),
  message('msg_3', 'assistant', start('C'), patch('C', '/p/c')),
]

describe('the steps that an undo takes back', () => {
  it('are those from the message on, in the order of the engine', () => {
    expect(undoneSteps(MESSAGES, 'msg_1')).toEqual([
      { before: 'B', after: 'C', listed: ['/p/b'] },
      { before: 'C', after: undefined, listed: ['/p/c'] },
    ])
    expect(undoneSteps(MESSAGES, 'msg_9')).toHaveLength(3)
    expect(undoneSteps(MESSAGES, 'msg_none')).toEqual([])
  })

  it('have those that the engine could list no file of', () => {
    const silent = [
      message('msg_1', 'user'),
      message('msg_2', 'assistant', start('A'), finish('B')),
    ]
    expect(undoneSteps(silent, 'msg_1')).toEqual([{ before: 'A', after: 'B', listed: [] }])
    const idle = [message('msg_1', 'user'), message('msg_2', 'assistant', start('A'), finish('A'))]
    expect(undoneSteps(idle, 'msg_1')).toEqual([])
  })

  it('begin after a part where another client undid to one', () => {
    expect(undoneSteps(MESSAGES, 'msg_2', 'msg_2_2').map(({ before }) => before)).toEqual(['C'])
  })
})

it('an undo begins with the prompt of the message that is named', () => {
  expect(promptOf(MESSAGES, 'msg_3')).toBe('msg_1')
  expect(promptOf(MESSAGES, 'msg_1')).toBe('msg_1')
  expect(promptOf(MESSAGES, 'msg_8')).toBe('msg_9')
})

it('what tools say they wrote is known, once each', () => {
  const tool = (name: string, filePath: unknown, status = 'completed') => ({
    type: 'tool',
    tool: name,
    state: { status, input: { filePath }, metadata: {} },
  })
  const messages = [
    message('msg_1', 'user'),
    message('msg_2', 'assistant', tool('write', 'a'), tool('edit', 'a'), tool('read', 'b')),
    message('msg_3', 'assistant', tool('write', 'c', 'error'), tool('write', 7), tool('edit', 'd')),
  ]
  expect(writtenByTools(messages, 'msg_1')).toEqual(['a', 'd'])
  const files = [{ filePath: '/p/e' }, { filePath: 1 }, null]
  const state = { status: 'completed', input: { patchText: '' }, metadata: { files } }
  const patched = message('msg_4', 'assistant', { type: 'tool', tool: 'apply_patch', state })
  expect(writtenByTools([patched], 'msg_4')).toEqual(['/p/e'])
})
