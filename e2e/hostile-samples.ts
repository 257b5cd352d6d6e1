import { deflateSync } from 'node:zlib'

/** What an agent may write, by accident or not, that is much work to show. */
export interface HostileSample {
  readonly name: string
  /** Who it is written by, and where. */
  readonly where:
    | 'answer'
    | 'said'
    | 'shell'
    | 'read'
    | 'diff'
    | 'thought'
    | 'title'
    | 'image'
    | 'input'
    | 'plan'
    | 'matches'
    | 'web'
    | 'failures'
    | 'parts'
    | 'session'
    | 'outputs'
    | 'files'
  /**
   * For an input its fields, as JSON: what is too deep could be written by nothing else. For a session
   * that of each answer, for outputs that of each call, for files the name of each on a line.
   */
  readonly text: string
}

const answer = (name: string, text: string): HostileSample => ({ name, where: 'answer', text })

const words = (chars: number) => 'lorem ipsum '.repeat(Math.ceil(chars / 12)).slice(0, chars)
const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n`
const marked = (chars: number) => 'a\u200b'.repeat(chars / 2)
const lines = (count: number, line: string) => Array.from({ length: count }, () => line).join('\n')
const deep = (mark: string, times: number) => `${mark.repeat(times)}deep\n`
const wide = (columns: number, rows: number) =>
  `${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n${'|\n'.repeat(rows)}`

/** Answers: each is shown finished, and while it is written. */
export const ANSWERS: readonly HostileSample[] = [
  answer('C of words', fenced('c', words(40_000))),
  answer('one token of TypeScript', fenced('ts', 'a'.repeat(59_000))),
  answer('Markdown of half links', fenced('markdown', '[a]('.repeat(5_000))),
  answer('JSON of one number', fenced('json', '1'.repeat(59_000))),
  answer('many coloured words', fenced('js', '1 '.repeat(29_000))),
  answer('C++ of angles', fenced('cpp', 'a<'.repeat(20_000))),
  answer('shell of quotes', fenced('bash', '"$('.repeat(15_000))),
  answer('half links', '[a]('.repeat(5_000)),
  answer('brackets', '['.repeat(20_000)),
  answer('nested brackets', '['.repeat(5_000) + ']'.repeat(5_000)),
  answer('a definition and brackets', `[a]: https://a.b\n\nWords\n\n${'['.repeat(60_000)}`),
  answer(
    'a definition and escaped brackets',
    `[a]: https://a.b\n\nWords\n\n${'\\['.repeat(30_000)}`,
  ),
  answer('many definitions', '[a]: b\n'.repeat(8_000)),
  answer(
    'one address many times',
    `[a]: https://a.b/${'c'.repeat(3_000)}\n\n${'[a] '.repeat(10_000)}`,
  ),
  answer('spaces', `Words${' '.repeat(150_000)}`),
  answer('spaces and a word', `${' '.repeat(150_000)}Words`),
  answer('deep quotes', deep('> ', 2_500)),
  answer('deep lists', deep('- ', 2_500)),
  answer('deep numbers', deep('1. ', 2_500)),
  answer('deep emphasis', `${'*a **'.repeat(3_333)}b${'** c*'.repeat(3_333)}`),
  answer('emphasis that never ends', '*a '.repeat(15_000)),
  answer('signs within words', 'a**b'.repeat(12_000)),
  answer('a list of 100,000', '- one\n'.repeat(100_000)),
  answer('a list of 9,000', '- one\n'.repeat(9_000)),
  answer('100,000 paragraphs', 'one\n\n'.repeat(100_000)),
  answer('a line of 10 MB', 'a'.repeat(10_000_000)),
  answer('words of 10 MB', words(10_000_000)),
  answer('a wide table', wide(1_000, 2_000)),
  answer('a long table', wide(10, 8_000)),
  answer('a table of 100 by 1,000', wide(100, 1_000)),
  answer(
    'ticks of all lengths',
    Array.from({ length: 300 }, (_, at) => '`'.repeat(at + 1)).join(' a '),
  ),
  answer('60,000 ticks', `a ${'`'.repeat(60_000)} b`),
  answer('a fence of 60,000 ticks', `${'`'.repeat(60_000)}\nwords`),
  answer('open comments', '<!-- '.repeat(10_000)),
  answer('tags', '<a b="'.repeat(9_000)),
  answer('entities', '&'.repeat(50_000)),
  answer('addresses', 'www.a.b '.repeat(7_000)),
  answer('mail', 'a@'.repeat(25_000)),
  answer('footnotes', `${'[^a]'.repeat(10_000)}\n\n[^a]: b\n`),
  answer('rules and items', '-\n'.repeat(25_000)),
  answer('hard breaks', 'a\n'.repeat(25_000)),
  answer('one word', 'a'.repeat(59_000)),
  answer('one word of letters that are kerned', 'AV'.repeat(29_500)),
  answer('kerned words', 'AVAVAVAV '.repeat(6_500)),
  answer('base64', 'QUFBWkFB'.repeat(7_000)),
  answer('one word of signs', 'a/+'.repeat(19_000)),
  answer('controls', '\u0001\u001b'.repeat(25_000)),
  answer(
    'signs that no font has',
    Array.from({ length: 20_000 }, (_, at) => String.fromCodePoint(0x12000 + at * 3)).join(''),
  ),
  answer('accents', `a${'\u0301'.repeat(50_000)}`),
  answer('directions', '\u202e\u2066a'.repeat(15_000)),
  answer('pictures of families', '👨‍👩‍👧‍👦'.repeat(5_000)),
  answer('a picture that doubles', `![boat](${doublingSvg()})`),
  answer(
    'four large pictures',
    [1, 2, 3, 4].map((at) => `![boat ${at}](${hugePng(20_000)})`).join('\n\n'),
  ),
]

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const input = (name: string, fields: number, value: string): HostileSample => ({
  name,
  where: 'input',
  text: `{${Array.from({ length: fields }, (_, at) => `"a${at}":${value}`).join()}}`,
})

/** The input of a tool of a server of one's own. */
export const INPUTS: readonly HostileSample[] = [
  input('6,000 levels', 1, nested(6_000)),
  input('45 fields of 2,500 levels', 45, nested(2_500)),
  input('1,000 fields of 199 levels', 1_000, nested(199)),
  input('300,000 fields', 300_000, '1'),
]

/** What is not the words of an answer. */
export const OTHERS: readonly HostileSample[] = [
  { name: 'progress', where: 'shell', text: `words\r\n${'#'.repeat(49_000)}` },
  { name: 'returns', where: 'shell', text: `words${'\r'.repeat(49_000)}x` },
  { name: 'colours', where: 'shell', text: '\u001b[31ma\u001b[0mb'.repeat(4_000) },
  { name: 'half escapes', where: 'shell', text: '\u001b]'.repeat(24_000) },
  { name: 'an output of 10 MB', where: 'shell', text: words(10_000_000) },
  {
    name: 'a file of one line',
    where: 'read',
    text: `<path>/a.ts</path>\n<content>\n1: ${'a'.repeat(2_000_000)}\n</content>`,
  },
  { name: 'half marks', where: 'read', text: '<content>\n<path>'.repeat(20_000) },
  {
    name: 'a diff of one line',
    where: 'diff',
    text: `--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-${'a'.repeat(2_000_000)}\n+${'b'.repeat(2_000_000)}`,
  },
  { name: 'a name of tabs', where: 'diff', text: `--- ${'\t'.repeat(60_000)}\u2028` },
  { name: 'thoughts', where: 'thought', text: deep('- ', 2_500) },
  { name: 'what was said', where: 'said', text: words(10_000_000) },
  { name: 'half code', where: 'said', text: '`a'.repeat(100_000) },
  { name: 'half names', where: 'said', text: `${'@.'.repeat(50_000)} ${'~'.repeat(50_000)}\`` },
  { name: 'a long command', where: 'title', text: words(10_000_000) },
  { name: 'a title of 10 MB', where: 'thought', text: `**${words(10_000_000)}**\nbody` },
  { name: 'an address of 10 MB', where: 'web', text: `https://a.b/${'a'.repeat(10_000_000)}` },
  { name: 'a plan of marks', where: 'plan', text: lines(100, marked(1_200)) },
  { name: 'matches of marks', where: 'matches', text: lines(300, marked(400)) },
  { name: 'reasons of marks', where: 'failures', text: lines(60, marked(2_000)) },
  { name: '10,000 parts', where: 'parts', text: lines(10_000, 'word') },
  { name: 'attached pictures', where: 'image', text: hugePng(20_000) },
  { name: 'an attached drawing', where: 'image', text: doublingSvg() },
  ...INPUTS,
]

const section = `## A title

Some words with \`code\` and **bold** and a [link](https://a.b).

- one
- two

\`\`\`ts
const a = 1
function f(x: number) { return x + a }
\`\`\`

`

/** Samples that are nothing by themselves, and much together. */
export const SUMS = {
  session: { name: 'fifteen answers of 8 kB', where: 'session', text: section.repeat(48) },
  outputs: { name: 'five hundred outputs', where: 'outputs', text: 'some words\n'.repeat(1_800) },
  files: {
    name: 'twenty thousand files',
    where: 'files',
    text: Array.from({ length: 20_000 }, (_, at) => `src/${at}.ts`).join('\n'),
  },
} satisfies Record<string, HostileSample>

/** A message that is only begun. */
export const GROWING: HostileSample = { name: 'a message that grows', where: 'answer', text: '' }

/** 2 kB that a browser draws four million times. */
function doublingSvg(): string {
  const steps = Array.from(
    { length: 22 },
    (_, at) => `<g id="g${at + 1}"><use href="#g${at}"/><use href="#g${at}"/></g>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="g0"><circle r="4"/></g>${steps.join('')}</svg>`
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}

/** A picture of that many pixels each way, in few bytes. */
export function hugePng(side: number): string {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([1, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc((Math.ceil(side / 8) + 1) * side))
  const bytes = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return `data:image/png;base64,${bytes.toString('base64')}`
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
