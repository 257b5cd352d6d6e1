import { describe, expect, it } from 'vitest'
import { plainText, readAnsi } from './ansi'

const ESC = '\u001b'

describe('what a command printed', () => {
  it('has the colours and weights of ours', () => {
    expect(readAnsi(`${ESC}[31mred${ESC}[0m ${ESC}[1;92mbold${ESC}[0m`)).toEqual([
      { text: 'red', look: 'ansi-red' },
      { text: ' ', look: '' },
      { text: 'bold', look: 'ansi-green ansi-bold' },
    ])
  })

  it('brings 256 and 16 million colours down to ours', () => {
    const looks = ['38;5;9', '38;5;208', '38;5;21', '38;5;240', '38;2;20;200;40', '38;2;250;240;20']
    expect(looks.map((code) => readAnsi(`${ESC}[${code}mx`)[0]?.look)).toEqual([
      'ansi-red',
      'ansi-red',
      'ansi-blue',
      'ansi-black',
      'ansi-green',
      'ansi-yellow',
    ])
  })

  it('marks a coloured ground without painting it', () => {
    expect(readAnsi(`${ESC}[44mx`)[0]?.look).toBe('ansi-marked')
  })

  it('leaves out what moves the cursor, titles, links and the bell', () => {
    const output = `${ESC}[2K${ESC}[1Ga${ESC}]0;title\u0007b${ESC}]8;;http://x${ESC}\\c${ESC}]8;;${ESC}\\\u0007`
    expect(
      readAnsi(output)
        .map(({ text }) => text)
        .join(''),
    ).toBe('abc')
    expect(plainText(`${output}${ESC}[31md`)).toBe('abcd')
  })

  it('shows the last of a line that was written over', () => {
    expect(plainText('10%\r50%\r100%\ndone\r\n')).toBe('100%\ndone\n')
  })

  it('reads a line that was written over, however its line ends', () => {
    expect(plainText('10%\r50%\r100%\r\nnext\r')).toBe('100%\nnext')
    expect(plainText('\r\r\r')).toBe('')
  })

  it('bounds the looks, and loses no word of what follows', () => {
    const output = `${'\u001b[1m\u001b[4ma'.repeat(20_000)}end`
    const runs = readAnsi(output)
    expect(runs.length).toBeLessThan(3_000)
    expect(runs.map(({ text }) => text).join('')).toBe(`${'a'.repeat(20_000)}end`)
  })

  it('leaves out what has no shape', () => {
    expect(plainText('a\u001b\u0001\tb\nc\u007f')).toBe('a\tb\nc')
  })
})
