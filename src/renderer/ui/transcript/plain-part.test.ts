import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Part } from '../../../shared/engine-types'
import { bounded, plainPart } from './plain-part'

const own = { id: 'prt_1', sessionID: 'ses_1', messageID: 'msg_1' }
const text = (text: string): Part => ({ ...own, type: 'text', text })

describe('a part as plain text', () => {
  it('is the text itself, markup and all', () => {
    const source = '| a |\n|-|\n<b>x</b> `y` **z**'
    expect(plainPart(text(source))).toBe(source)
    expect(bounded(source)).toEqual({ text: source, left: 0 })
  })

  it('says of a tool what went in and what came out', () => {
    const part: Part = {
      ...own,
      type: 'tool',
      callID: 'c',
      tool: 'bash',
      state: {
        status: 'completed',
        input: { command: 'ls' },
        output: 'a.txt',
        title: 'ls',
        metadata: {},
        time: { start: 1, end: 2 },
      },
    }
    expect(plainPart(part)).toBe('Tool bash (completed)\n{\n  "command": "ls"\n}\na.txt')
  })

  it('is no longer by the depth of what went into a tool', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(2_500)}${']'.repeat(2_500)}`)
    const input = Object.fromEntries(Array.from({ length: 45 }, (_, at) => [`a${at}`, deep]))
    const state = { status: 'pending', input, raw: '' } as const
    const text = plainPart({ ...own, type: 'tool', callID: 'c', tool: 'x', state })
    expect(text.length).toBeLessThan(300_000)
  })

  it('does not carry the content of a file', () => {
    const url = `data:image/svg+xml;base64,${'A'.repeat(1000)}`
    const part: Part = { ...own, type: 'file', mime: 'image/svg+xml', filename: 'x.svg', url }
    expect(plainPart(part)).toBe('File: x.svg (image/svg+xml)')
  })

  it('is bounded whatever the text, by characters and lines, and counts what is left out', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 3_000 }),
        (piece, times) => {
          const whole = piece.repeat(times)
          const { text: shown, left } = bounded(plainPart(text(whole)))
          expect(whole.startsWith(shown)).toBe(true)
          expect(shown.length + left).toBe(whole.length)
          expect(shown.length).toBeLessThanOrEqual(20_000)
          expect(shown.split('\n').length).toBeLessThanOrEqual(401)
          // Not in the middle of a character.
          expect(shown).not.toMatch(/[\ud800-\udbff]$/)
        },
      ),
    )
  })
})
