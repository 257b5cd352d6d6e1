import { describe, expect, it } from 'vitest'
import { splitBlocks, splitInlineCode, splitReferences } from './blocks'

describe('splitting a text', () => {
  it('makes paragraphs of what blank lines separate and keeps line breaks within', () => {
    expect(splitBlocks('a\nb\n\n\n c\n')).toEqual([
      { kind: 'prose', text: 'a\nb' },
      { kind: 'prose', text: ' c' },
    ])
  })

  it('takes fenced code with its language, blank lines and shorter fences within', () => {
    expect(splitBlocks('Look:\n````ts title=x\na\n\n```\n````\nDone')).toEqual([
      { kind: 'prose', text: 'Look:' },
      { kind: 'code', text: 'a\n\n```', language: 'ts' },
      { kind: 'prose', text: 'Done' },
    ])
  })

  it('shows code that is still being written', () => {
    expect(splitBlocks('```\nconst a')).toEqual([{ kind: 'code', text: 'const a', language: '' }])
  })

  it('does not take inline code at the start of a line for a fence', () => {
    expect(splitBlocks('```a``` b')).toEqual([{ kind: 'prose', text: '```a``` b' }])
  })

  it('never changes a block that more text follows', () => {
    const text = 'One\ntwo\n\n```js\nlet a\n\nlet b\n```\nThree\n\nFour'
    for (let length = 0; length <= text.length; length += 1) {
      const now = splitBlocks(text.slice(0, length)).slice(0, -1)
      expect(splitBlocks(text).slice(0, now.length)).toEqual(now)
    }
  })
})

describe('code within a paragraph', () => {
  it('is what stands between two backticks', () => {
    expect(splitInlineCode('Run `ls -a` now')).toEqual([
      { text: 'Run ', isCode: false },
      { text: 'ls -a', isCode: true },
      { text: ' now', isCode: false },
    ])
  })

  it('needs both backticks, on one line', () => {
    for (const text of ['a ` b', 'a `b\nc` d', '``']) {
      expect(splitInlineCode(text)).toEqual([{ text, isCode: false }])
    }
  })
})

describe('references within words', () => {
  it('begin with @ after a space, and end with the path', () => {
    const references = splitReferences('@general, look at (@src/a.ts). Mail a@b.c')
      .filter((run) => run.isReference)
      .map((run) => run.text)
    expect(references).toEqual(['@general', '@src/a.ts'])
  })
})
