import { describe, expect, it } from 'vitest'
import type { Part } from '../../../shared/engine-types'
import { heightOf, workOf, workOfParts } from './work-of'

const own = { id: 'prt_1', sessionID: 'ses_1', messageID: 'msg_1' }
const text = (text: string): Part => ({ ...own, type: 'text', text })
const tool: Part = {
  ...own,
  type: 'tool',
  callID: 'call_1',
  tool: 'bash',
  state: { status: 'pending', input: { command: 'a'.repeat(100_000) }, raw: '' },
}

const many = (count: number, part: Part) => Array.from({ length: count }, () => part)

describe('the work that there is in a part', () => {
  it('is its characters, and more for signs, of which many become elements', () => {
    expect(workOf(text('word '.repeat(1_000)))).toBe(5_000)
    expect(workOf(text('`a` '.repeat(1_000)))).toBe(44_000)
  })

  it('is that of a line where it is folded, whatever is in it', () => {
    expect(workOf(tool)).toBe(200)
    expect(workOf(undefined)).toBe(200)
  })

  it('is that of its length in a picture, which stands as high as all do', () => {
    const picture: Part = {
      ...own,
      type: 'file',
      mime: 'image/png',
      url: `data:${'a'.repeat(599_995)}`,
    }
    expect(workOf(picture)).toBe(6_200)
    expect(heightOf(picture)).toBe(72)
    expect(workOf({ ...picture, url: 'file:///boat.png' })).toBe(200)
  })

  it('is bounded in a text, and in a message, as what is shown of them is', () => {
    expect(workOf(text('a'.repeat(10_000_000)))).toBe(24_000)
    expect(heightOf(text('a'.repeat(10_000_000)))).toBe(7_200)
    expect(workOfParts(many(10_000, tool), 'assistant')).toBe(20_000)
  })

  it('is nothing in what shows nothing, and of a person it is that of what they wrote', () => {
    const added: Part = { ...own, type: 'text', text: 'a'.repeat(24_000), synthetic: true }
    const step: Part = { ...own, type: 'step-start' }
    expect(workOfParts([text('word'), ...many(10, added)], 'user')).toBe(4)
    expect(workOfParts([text('word'), ...many(200, tool)], 'user')).toBe(4 + 99 * 200)
    expect(workOfParts([text('word'), ...many(200, step)], 'assistant')).toBe(4)
  })
})
